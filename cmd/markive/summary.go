package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/markive/markive/archive"
)

// maxGroups is how many lines of missing images a summary has.
const maxGroups = 10

// healedOf tells what was damaged: bundles by their number, what stands beside
// them by its name.
func healedOf(healed []archive.Problem) string {
	var names []string
	bundles := 0
	for _, p := range healed {
		if p.Object == "bundle" {
			bundles++
		} else if name := printable(p.Path); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if bundles > 0 {
		names = append(names, count(bundles, "bundle"))
	}
	return strings.Join(names, ", ")
}

// summary tells what a run has come to.
func (w *watch) summary() {
	r, c := w.report, w.console
	name := printable(filepath.Clean(w.opts.dir))
	if w.opts.dir == "-" {
		name = "standard output"
	}
	if w.opts.isShared() {
		name += ": shard " + w.opts.shard.String()
	}
	c.say("%s: %s%s, %s", name, count(r.Posts, "post"), shareOut(r.Written, r.Unchanged, r.Failed), count(r.Images, w.opts.noun()))
	if r.Reshaped > 0 {
		c.say("written anew with other options: %s%s", count(r.Reshaped, "post"), reshapingLines(r.Reshapings, r.Reshaped))
	}
	if r.Requests > 0 {
		c.say("fetched: %s in %s", size(r.Bytes), count(r.Requests, "request"))
	}
	if n := len(r.Pruned); n > 0 {
		c.say("pruned: %s; now below .markive, in pruned", count(n, "bundle"))
	}
	if len(r.Healed) > 0 {
		c.say("healed: %s; what stood there is below .markive, in damaged", healedOf(r.Healed))
	}
	if r.Lost > 0 {
		c.say("lost in conversion: something in %s; the audit in markive.json tells what", count(r.Lost, "post"))
	}
	w.sayWarnings()
	if w.opts.shard.Count > 0 && w.opts.verbose {
		c.say("shard %s, says %s", w.opts.shard, w.opts.from)
	}
	if others := passedOver(r.PassedOver); others != "" && w.opts.verbose {
		c.say("passed over, since they are not called like posts: %s", others)
	}
	if folders := setAside(w.report.Aside); folders != "" {
		c.say("%s", folders)
	}
	if r.Unchanged == 0 { // of others nobody knows
		w.opts.tellUnmet(c)
		w.opts.tellUnread(c)
	}
	w.sayMissing()
	if w.opts.verbose && r.Spent != (archive.Spent{}) { // of joined shards nobody knows
		for _, line := range spentLines(&r.Report, w.listing) {
			c.say("%s", line)
		}
	}
	w.sayPlaces()
}

// reshapingLines tells which options are others, and of how many posts if not of
// all those.
func reshapingLines(options []archive.Reshaping, posts int) string {
	var b strings.Builder
	for _, option := range options {
		b.WriteString("\n  " + option.String())
		if option.Posts < posts {
			fmt.Fprintf(&b, " (%s)", count(option.Posts, "post"))
		}
	}
	return b.String()
}

// sayWarnings tells how much there is to tell with -v: about posts, about files
// that did not come as they should have, and about those that somebody has put
// into bundles.
func (w *watch) sayWarnings() {
	if w.opts.verbose {
		return
	}
	files, added := 0, 0
	for _, p := range w.report.Warnings {
		switch {
		case p.Address != "":
			files++
		case p.Class == archive.ClassStray:
			added++
		}
	}
	if n := len(w.report.Warnings) - files - added; n > 0 {
		w.console.say("guessed or mended: %s; -v tells them", count(n, "place"))
	}
	if files > 0 {
		w.console.say("an earlier or a lesser file had to do: %s; -v tells why", count(files, w.opts.noun()))
	}
	if added > 0 {
		w.console.say("not markive's, and left in bundles: %s; -v tells which", count(added, "file"))
	}
}

// sayMissing tells what servers did not give, or gave in the place of pictures.
func (w *watch) sayMissing() {
	r, c := w.report, w.console
	if r.Missing > 0 {
		c.say("missing: %s", count(r.Missing, w.opts.noun()))
		c.say("%s", missingLines(r.Problems, w.opts.pastHost()))
		if help := advice(r.Problems, archive.Wayback(w.opts.wayback)); help != "" {
			c.say("what may help:\n%s", help)
		}
	}
	if lines := refusalLines(r.Refusals); lines != "" {
		c.say("the same file for several pictures; look whether it says no to strangers:\n%s", lines)
		c.say("what may help: %s, with --refresh; --placeholder %.8s gives it up", byCookies, r.Refusals[0].SHA256)
	}
}

// sayPlaces tells where everything is, and what to do next.
func (w *watch) sayPlaces() {
	c, dir := w.console, shellWord(filepath.Clean(w.opts.dir))
	if w.kept {
		c.say("report: %s", printable(w.opts.report))
	}
	if w.opts.dir == "-" {
		return
	}
	w.sayCatalog()
	if w.opts.isShared() && !isPack(w.opts.dir) {
		c.say("when all shards are done: markive index %s", dir)
		return
	}
	c.say("verify it: markive verify %s", dir)
}

// sayCatalog tells where the list of posts is, if the archive has one that is
// markive's.
func (w *watch) sayCatalog() {
	file := filepath.Join(w.opts.dir, catalogFile)
	foreign := slices.ContainsFunc(w.report.Warnings, func(p archive.Problem) bool { return p.Path == catalogFile && p.Class == archive.ClassExists })
	if _, err := os.Lstat(file); err == nil && !foreign {
		w.console.say("read it: %s", shellWord(file))
	}
}

// shareOut tells what became of the posts, in parentheses.
func shareOut(written, unchanged, failed int) string {
	var parts []string
	for _, part := range []struct {
		n    int
		text string
	}{{written, "written"}, {unchanged, "unchanged"}, {failed, "failed"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	if len(parts) == 0 {
		return "" // a shard may have none
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// table writes shares as lines, and one line for those beyond the limit.
func table(all []share, limit int) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, s := range all[:min(limit, len(all))] {
		fmt.Fprintf(w, "  %s\t%d\n", s.Name, s.N)
	}
	w.Flush()
	if len(all) > limit {
		rest := 0
		for _, s := range all[limit:] {
			rest += s.N
		}
		fmt.Fprintf(&b, "  and %d more in %s\n", rest, count(len(all)-limit, "other group"))
	}
	return strings.TrimSuffix(b.String(), "\n")
}
