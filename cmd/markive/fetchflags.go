package main

import (
	"net/url"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
)

// A fetchFlags holds the flags that say how, and from where, images are had.
type fetchFlags struct {
	wayback    string
	waybackURL string

	retryMissing bool

	maxImage      byteSize
	maxPostImages int
	maxPostBytes  byteSize
}

func (f *fetchFlags) bindFetch(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.wayback, "wayback", "off", "ask a web archive: off, fallback (for what nobody else has), only")
	flags.StringVar(&f.waybackURL, "wayback-url", "", "`URL` of a web archive with the interfaces of the Internet Archive's")
	flags.BoolVar(&f.retryMissing, "retry-missing", false, "ask again for what an earlier run was told is not there (404, 410)")
	f.maxImage, f.maxPostBytes = 20<<20, 200<<20
	flags.Var(&f.maxImage, "max-image", "largest image, such as 20MiB or 500k")
	flags.IntVar(&f.maxPostImages, "max-post-images", 1000, "at most `N` images of a post")
	flags.Var(&f.maxPostBytes, "max-post-bytes", "at most so much of all images of a post")
	complete(cmd, "wayback", cobra.FixedCompletions([]string{"off", "fallback", "only"}, cobra.ShellCompDirectiveNoFileComp))
	for _, flag := range []string{"wayback-url", "max-image", "max-post-images", "max-post-bytes"} {
		complete(cmd, flag, nothing)
	}
}

func (f *fetchFlags) checkFetch(cmd *cobra.Command) error {
	switch archive.Wayback(f.wayback) {
	case archive.WaybackOff, archive.WaybackFallback, archive.WaybackOnly:
	default:
		return usage(cmd, "--wayback %s: off, fallback or only", f.wayback)
	}
	if u, err := url.Parse(f.waybackURL); f.waybackURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return usage(cmd, "--wayback-url %s: not an address that starts with http:// or https://", f.waybackURL)
	}
	if f.maxPostImages < 1 {
		return usage(cmd, "--max-post-images %d: from 1 on", f.maxPostImages)
	}
	return nil
}

// setFetch hands the flags to the library.
func (f *fetchFlags) setFetch(o *archive.Options) {
	o.Wayback, o.WaybackURL = archive.Wayback(f.wayback), f.waybackURL
	o.RetryMissing = f.retryMissing
	o.MaxImage, o.MaxPostImages, o.MaxPostBytes = int64(f.maxImage), f.maxPostImages, int64(f.maxPostBytes)
}
