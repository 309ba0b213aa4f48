// Command tuoyuquan is 托育圈: it serves the API and holds the commands that fill, move and inspect its data. It knows
// every package and chooses which real thing sits behind each; it must not hold a rule of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"tuoyuquan/api/care"
)

// version is set by the build.
var version = "dev"

// commands is the whole command line.
type commands struct {
	Serve    serveCommand    `cmd:"" help:"Serve the API. Creates and migrates the database as needed."`
	Find     findCommand     `cmd:"" help:"Print which facilities can be walked to and have room, as a table."`
	Import   importCommand   `cmd:"" help:"Load streets, facilities or areas from files."`
	Export   exportCommand   `cmd:"" help:"Write the public register as CSV, XLSX, GeoJSON or JSON lines."`
	Demo     demoCommand     `cmd:"" help:"Fill an empty data folder with the demo city (示范数据), or remove it."`
	User     userCommand     `cmd:"" help:"Invite, list, close and reset the accounts of staff."`
	Locate   locateCommand   `cmd:"" help:"Place a facility that needs a location by hand, or list those that need one."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database to this version's schema."`
	Reindex  reindexCommand  `cmd:"" help:"Rebuild the search index from the database."`
	Verify   verifyCommand   `cmd:"" help:"Check the change log's hash chain, and places against applications."`
	Register registerCommand `cmd:"" help:"Check the public register's signed days, or print the key they are signed with."`
	Audit    auditCommand    `cmd:"" help:"Prove the record of what happened, or print its published heads."`
	Picture  pictureCommand  `cmd:"" hidden:"" help:"Clean the picture on the standard input: serve starts it for every picture."`
	OpenAPI  openapiCommand  `cmd:"" name:"openapi" help:"Print the OpenAPI document of every route."`

	Version kong.VersionFlag `help:"Print the version."`
}

// world is what every command gets: the settings, the streams and the logger.
type world struct {
	ctx    context.Context //nolint:containedctx // the command's own lifetime, made in main and nowhere else
	config Config
	out    io.Writer
	err    io.Writer
	log    *slog.Logger
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the whole program with its streams as arguments, so that tests can call it. It returns the exit code: 0 done,
// 1 failed, 2 wrong usage.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	config, err := readConfig()
	if err != nil {
		fmt.Fprintln(stderr, "settings:", err)
		return 2
	}
	var cmds commands
	exit := -1
	parser, err := kong.New(&cmds,
		kong.Name("tuoyuquan"),
		kong.Description("托育圈: filed childcare within a 15-minute walk that has room.\n\n"+
			"Start with `tuoyuquan serve --demo`. Settings are read from the environment:\n\n"+settingsHelp()),
		kong.Vars{"version": version},
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 120}),
	)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintln(stderr, "tuoyuquan:", err)
		fmt.Fprintln(stderr, "`tuoyuquan --help` lists the commands.")
		return 2
	}
	w := &world{ctx: ctx, config: config, out: stdout, err: stderr, log: newLogger(config, stderr)}
	slog.SetDefault(w.log)
	if !config.Now.IsZero() {
		w.log.Warn("THE CLOCK IS HELD by TUOYUQUAN_NOW: ages and dates are those of that instant; for tests and demonstrations only",
			"now", config.Now.Format(time.RFC3339))
	}
	if err := parsed.Run(w); err != nil {
		return report(stderr, err)
	}
	return 0
}

// report prints a failure in words that say what to do next and returns the exit code.
func report(stderr io.Writer, err error) int {
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "stopped")
		return 1
	}
	var known *care.Error
	if errors.As(err, &known) {
		fmt.Fprintln(stderr, "tuoyuquan:", known)
		if known.Kind == care.Unavailable && known.Cause != nil { // the operator can do something about it
			fmt.Fprintln(stderr, "because:", known.Cause)
		}
		return 1
	}
	fmt.Fprintln(stderr, "tuoyuquan:", err)
	return 1
}

func newLogger(c Config, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
