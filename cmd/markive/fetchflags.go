package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

// A fetchFlags holds the flags that say how, and from where, images are had.
type fetchFlags struct {
	wayback    string
	waybackURL string

	retryMissing bool
	refresh      bool
	placeholders []string
	assets       []string
	kinds        []convert.Kind // of assets, once they are checked

	maxImage      byteSize
	maxPostImages int
	maxPostBytes  byteSize
}

// pastHost is the host of the web archive.
func (f *fetchFlags) pastHost() string {
	return hostOf(cmp.Or(f.waybackURL, "https://web.archive.org"))
}

func (f *fetchFlags) bindFetch(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.wayback, "wayback", "off", "ask a web archive `WHEN`: off, fallback (for what nobody else has), only")
	flags.StringVar(&f.waybackURL, "wayback-url", "", "`URL` of a web archive with the interfaces of the Internet Archive's (default: that one)")
	flags.BoolVar(&f.retryMissing, "retry-missing", false, "ask again for what an earlier run was told is not there (404, 410)")
	flags.BoolVar(&f.refresh, "refresh", false, "ask again for what is held, and take what has changed, unless it is smaller or sent for any name")
	flags.StringSliceVar(&f.placeholders, "placeholder", nil, "a file is no picture whose SHA-256 starts with `HEX`, as the names of images end; it is given up where it is held")
	flags.StringSliceVar(&f.assets, "assets", []string{"images"}, "a `LIST` of what is fetched: images always; audio, video, pdf, or all")
	f.maxImage, f.maxPostBytes = 20<<20, 200<<20
	flags.Var(&f.maxImage, "max-image", "largest image, such as 20MiB or 500k")
	flags.IntVar(&f.maxPostImages, "max-post-images", 1000, "at most `N` images of a post")
	flags.Var(&f.maxPostBytes, "max-post-bytes", "at most so much of all images of a post")
	complete(cmd, "wayback", oneOf("off", "fallback", "only"))
	complete(cmd, "assets", someOf("images", "audio", "video", "pdf", "all"))
	completeNothing(cmd, "wayback-url", "placeholder", "max-image", "max-post-images", "max-post-bytes")
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
	var err error
	if f.kinds, err = assetKinds(f.assets); err != nil {
		return usage(cmd, "--assets %v", err)
	}
	for i, start := range f.placeholders {
		f.placeholders[i] = strings.ToLower(start)
		if len(start) < 8 || len(start) > 64 || strings.Trim(f.placeholders[i], "0123456789abcdef") != "" {
			return usage(cmd, "--placeholder %s: 8 to 64 hex digits", start)
		}
	}
	if len(f.placeholders) == 0 && cmd.Flags().Changed("placeholder") {
		return usage(cmd, "--placeholder \"\": 8 to 64 hex digits")
	}
	if f.maxPostImages < 1 {
		return usage(cmd, "--max-post-images %d: from 1 on", f.maxPostImages)
	}
	return nil
}

// noun is what assets are called.
func (f *fetchFlags) noun() string {
	if len(f.kinds) > 0 {
		return "file"
	}
	return "image"
}

// assetKinds reads --assets: the kinds beside images, each once and in an
// order of its own, since it shapes the bundles.
func assetKinds(names []string) (kinds []convert.Kind, err error) {
	known := []struct {
		name string
		kind convert.Kind
	}{{"audio", convert.KindAudio}, {"video", convert.KindVideo}, {"pdf", convert.KindFile}}
	all := slices.Contains(names, "all")
	for _, k := range known {
		if all || slices.Contains(names, k.name) {
			kinds = append(kinds, k.kind)
		}
	}
	for _, name := range names {
		switch name {
		case "images", "audio", "video", "pdf", "all":
		default:
			return nil, fmt.Errorf("%q: of images, audio, video, pdf and all", name)
		}
	}
	if len(names) == 0 {
		return nil, errors.New(`"": of images, audio, video, pdf and all`)
	}
	return kinds, nil
}

// setFetch hands the flags to the library.
func (f *fetchFlags) setFetch(o *archive.Options) {
	o.Wayback, o.WaybackURL = archive.Wayback(f.wayback), f.waybackURL
	o.RetryMissing, o.Refresh, o.Placeholders = f.retryMissing, f.refresh, f.placeholders
	o.MaxImage, o.MaxPostImages, o.MaxPostBytes = int64(f.maxImage), f.maxPostImages, int64(f.maxPostBytes)
}
