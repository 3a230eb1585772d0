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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second signal ends the program at once
	a := &app{
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		terminal: isTerminal,
		getenv:   os.Getenv,

		variables: os.Environ,
	}
	os.Exit(a.run(ctx, os.Args[1:]))
}
