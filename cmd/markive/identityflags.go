package main

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
)

// An identityFlags holds the flags that say as whom and by which way servers are
// asked.
type identityFlags struct {
	cookies   cookieFile
	headers   headerFile
	userAgent string
	proxy     proxyURL
}

func (f *identityFlags) bindIdentity(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(&f.cookies, "cookies", "send the cookies of a Netscape cookies.txt, each to its own domain")
	flags.Var(&f.headers, "headers", "send the headers of a file, lines of the form \"host: Name: value\"")
	flags.StringVar(&f.userAgent, "user-agent", "", "the `NAME` that servers are told (default: markive, its version and address)")
	flags.Var(&f.proxy, "proxy", "ask by way of an http, https or socks5 proxy (that of the environment is not used)")
	completeNothing(cmd, "user-agent", "proxy")
}

func (f *identityFlags) checkIdentity(cmd *cobra.Command) error {
	if strings.ContainsFunc(f.userAgent, func(r rune) bool { return r < ' ' || r > '~' }) {
		return usage(cmd, "--user-agent: ASCII letters, digits and signs only")
	}
	return nil
}

func (f *identityFlags) setIdentity(o *archive.Options) {
	o.Cookies, o.Headers, o.UserAgent, o.Proxy = f.cookies, f.headers, f.userAgent, f.proxy.URL
}

// cookieFile is the value of --cookies.
type cookieFile []archive.Cookie

func (c *cookieFile) String() string { return "" }

func (c *cookieFile) Type() string { return "FILE" }

// Set reads the file. What is wrong with it is told by the number of a line,
// for what stands there is a secret.
func (c *cookieFile) Set(name string) error {
	all, err := parseFile(name, archive.ParseCookies)
	*c = append(*c, all...)
	return err
}

// headerFile is the value of --headers.
type headerFile []archive.Header

func (h *headerFile) String() string { return "" }

func (h *headerFile) Type() string { return "FILE" }

// Set reads the file.
func (h *headerFile) Set(name string) error {
	all, err := parseFile(name, archive.ParseHeaders)
	*h = append(*h, all...)
	return err
}

func parseFile[T any](name string, parse func(io.Reader) ([]T, error)) ([]T, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, bare(err)
	}
	defer f.Close()
	return parse(f)
}

// proxyURL is the value of --proxy.
type proxyURL struct{ *url.URL }

func (p *proxyURL) String() string { return "" }

func (p *proxyURL) Type() string { return "URL" }

// Set refuses a password: command lines are seen by others.
func (p *proxyURL) Set(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5":
		return fmt.Errorf("not an address such as http://proxy.example.org:3128")
	case u.User != nil:
		return fmt.Errorf("a name or password does not belong on a command line")
	}
	p.URL = u
	return nil
}
