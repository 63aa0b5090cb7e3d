package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"howto/config"
	"howto/search"
)

// modelFile is where howto fit keeps the confidence model of an installation, in its data directory.
const modelFile = "confidence.json"

// searchOptions are the settings of the search that the configuration holds. A confidence model that
// cannot be used is told to warn and left aside: the shipped one answers questions as well.
func searchOptions(cfg config.Config, warn func(error)) (search.Options, error) {
	w, err := search.NewWeights(cfg.Search.Weights)
	if err != nil {
		return search.Options{}, fmt.Errorf("config search.weights: %w", err)
	}
	if err := search.CheckLanguage(cfg.Library.Language); err != nil {
		return search.Options{}, fmt.Errorf("config library.language: %w", err)
	}
	m, err := modelInUse(cfg)
	if err != nil {
		warn(err)
	}
	return search.Options{
		Language: cfg.Library.Language, Weights: &w,
		Model: m, Sure: cfg.Search.Sure, Unsure: cfg.Search.Unsure,
	}, nil
}

// modelPath is where the installation's own confidence model is, if it has one.
func modelPath(cfg config.Config) string {
	if cfg.Search.Model != "" {
		return cfg.Search.Model
	}
	return filepath.Join(cfg.Data.Dir, modelFile)
}

// modelInUse reads the installation's own confidence model; nil stands for the shipped one. A file that
// nobody has named need not be there.
func modelInUse(cfg config.Config) (*search.Model, error) {
	path := modelPath(cfg)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && cfg.Search.Model == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("confidence model: %w; correct search.model", err)
	}
	defer f.Close()
	m, err := search.ReadModel(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &m, nil
}

// promised is the precision that sure answers should have.
func promised(o search.Options) string {
	switch {
	case o.Sure > 0:
		return "nothing: search.sure is set"
	case o.Model != nil:
		return fmt.Sprint(o.Model.Precision)
	}
	return fmt.Sprint(search.DefaultModel().Precision)
}

// warn says on standard error what a command goes on without.
func (a *app) warn(err error) { fmt.Fprintf(a.err, "shipped confidence model used: %v\n", err) }
