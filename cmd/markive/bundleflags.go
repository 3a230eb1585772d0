package main

import (
	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
)

// A bundleFlags holds the flags that say how bundles are written.
type bundleFlags struct {
	durability string
	format     string
	verify     bool
	prune      bool
	pages      bool
}

func (f *bundleFlags) bindBundle(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.durability, "durability", "batch", "bring bundles to the disk `WHEN`: full (each on its own), batch (all that are ready at once), none (when the system likes; a power cut may tear bundles)")
	flags.StringVar(&f.format, "format", "plain", "lay out the files of a bundle in `FORM`: plain, bag (BagIt, RFC 8493)")
	flags.BoolVar(&f.pages, "pages", false, "add an index.html to every bundle, the post to read in a browser, and one that lists and searches them all")
	flags.BoolVar(&f.verify, "verify", false, "check every bundle that is there, and write damaged ones anew")
	flags.BoolVar(&f.prune, "prune", false, "move the bundles of posts that are gone to .markive/pruned")
	complete(cmd, "format", oneOf("plain", "bag"))
	complete(cmd, "durability", oneOf("full", "batch", "none"))
}

func (f *bundleFlags) checkBundle(cmd *cobra.Command) error {
	switch archive.Durability(f.durability) {
	case archive.DurabilityFull, archive.DurabilityBatch, archive.DurabilityNone:
	default:
		return usage(cmd, "--durability %q: full, batch or none", f.durability)
	}
	if f.format != "plain" && f.format != "bag" {
		return usage(cmd, "--format %q: plain or bag", f.format)
	}
	return nil
}

func (f *bundleFlags) setBundle(o *archive.Options) {
	o.Durability = archive.Durability(f.durability)
	o.Verify, o.Prune, o.Pages = f.verify, f.prune, f.pages
	if f.format == "bag" {
		o.Format = archive.FormatBag
	}
}
