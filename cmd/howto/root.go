package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"howto/config"

	"github.com/spf13/cobra"
)

// An app is what every command gets: where to write, and the flags that all of them take.
type app struct {
	program
	configFile string
	logLevel   string
	logFormat  string
}

// newRoot builds the command line.
func newRoot(p program) *cobra.Command {
	out := &output{w: p.out, terminal: isTerminal(p.out)}
	p.out = out
	a := &app{program: p}
	root := &cobra.Command{
		Use:   "howto",
		Short: "A Slack bot for the moment of need",
		Long: "howto answers /howto QUESTION in Slack with the steps themselves, from a library of short\n" +
			"assets. What it cannot answer goes to the expert on call. Start with `howto demo`.",
		SilenceErrors: true, SilenceUsage: true,
		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return usageError{unknownCommand(cmd, args[0])}
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%s; see `%s --help`", flagFault(err), cmd.CommandPath())}
	})
	flags := root.PersistentFlags()
	flags.StringVar(&a.configFile, "config", "", "configuration `file` (default howto.yaml, if it is there)")
	flags.StringVar(&a.logLevel, "log-level", "", "debug, info, warn or error (default info; demo: warn)")
	flags.StringVar(&a.logFormat, "log-format", "", "text or json (default text)")
	root.AddCommand(a.demo(), a.serve(), a.ask(), a.why(), a.check(), a.digest(), a.backup(), a.forget(), a.metric(), a.oncall(), a.doctor(),
		a.manifest(), a.export(), a.eval(), a.fit(), a.replay(), a.takeIn(), a.version())
	root.InitDefaultHelpCmd()
	out.watch(root)
	return root
}

// flagFault says what is wrong with a flag without the names of Go's functions.
func flagFault(err error) string {
	var number *strconv.NumError
	if !errors.As(err, &number) {
		return err.Error()
	}
	want := map[string]string{
		"ParseInt": "a whole number", "ParseUint": "a whole number, not below 0", "ParseFloat": "a number",
		"ParseBool": "true or false",
	}[number.Func]
	if errors.Is(err, strconv.ErrRange) {
		want = "a number nearer to 0"
	}
	return strings.Replace(err.Error(), number.Error(), "want "+want, 1)
}

// unknownCommand says which command was probably meant.
func unknownCommand(cmd *cobra.Command, word string) error {
	if near := cmd.SuggestionsFor(word); len(near) > 0 {
		return fmt.Errorf("unknown command %q: did you mean %q?", word, strings.Join(near, `" or "`))
	}
	return fmt.Errorf("unknown command %q; see `howto --help`", word)
}

// exactly is an argument check that answers with a usage error.
func exactly(n int, what string) cobra.PositionalArgs {
	return between(n, n, what)
}

// between is an argument check that takes from least to most arguments; most < 0 sets no limit.
func between(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || most >= 0 && len(args) > most {
			return usageError{fmt.Errorf("%s takes %s; see `%s --help`", cmd.Name(), what, cmd.CommandPath())}
		}
		return nil
	}
}

// load reads the configuration; flags go before it.
func (a *app) load() (config.Config, error) {
	cfg, err := config.Load(a.configFile, a.env)
	if err != nil {
		return config.Config{}, err
	}
	if a.logLevel != "" {
		cfg.Log.Level = a.logLevel
	}
	if a.logFormat != "" {
		cfg.Log.Format = a.logFormat
	}
	return cfg, nil
}

// logger writes to standard error, as the configuration says.
func (a *app) logger(c config.Log) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		return nil, usageError{fmt.Errorf("log level %q: want debug, info, warn or error", c.Level)}
	}
	o := &slog.HandlerOptions{Level: level}
	switch c.Format {
	case "json":
		return slog.New(slog.NewJSONHandler(a.err, o)), nil
	case "text":
		return slog.New(slog.NewTextHandler(a.err, o)), nil
	}
	return nil, usageError{fmt.Errorf("log format %q: want text or json", c.Format)}
}

// version prints what was built.
func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Example: "  howto version",
		Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.out, "howto", buildVersion())
			return err
		},
	}
}
