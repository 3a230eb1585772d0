// Command markive converts blog posts from HTML to Markdown and archives them
// together with their images, one folder per post.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// A closed pipe is an error of the write, which exitCode takes for an
	// ordinary end; without this the runtime dies of the signal.
	signal.Ignore(syscall.SIGPIPE)
	a := &app{
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		terminal: isTerminal,
		getenv:   os.Getenv,

		variables: os.Environ,
		heed:      heed,
	}
	os.Exit(a.run(context.Background(), os.Args[1:]))
}

// heed returns a context that ends with the first signal. A second one ends the
// program at once.
func heed(ctx context.Context) context.Context {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}
