package main

import (
	"fmt"

	"howto/config"
	"howto/search"
)

// searchOptions are the settings of the search that the configuration holds.
func searchOptions(cfg config.Config) (search.Options, error) {
	w, err := search.NewWeights(cfg.Search.Weights)
	if err != nil {
		return search.Options{}, fmt.Errorf("config search.weights: %w", err)
	}
	if err := search.CheckLanguage(cfg.Library.Language); err != nil {
		return search.Options{}, fmt.Errorf("config library.language: %w", err)
	}
	return search.Options{
		Language: cfg.Library.Language, Sure: cfg.Search.Sure, Unsure: cfg.Search.Unsure, Weights: &w,
	}, nil
}
