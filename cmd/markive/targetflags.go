package main

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // Windows has no zones of its own

	"github.com/spf13/cobra"

	"github.com/markive/markive/convert"
)

// A targetFlags holds the flags that say for which program posts are written.
type targetFlags struct {
	target, dateFormat, timezone string
	fields, set                  []string

	written convert.Target // of the flags, once they are checked
}

func (f *targetFlags) bindTarget(cmd *cobra.Command) {
	names := []string{"plain"}
	for _, name := range convert.TargetNames {
		names = append(names, string(name))
	}
	flags := cmd.Flags()
	flags.StringVar(&f.target, "target", "plain", "write Markdown and front matter as `PROGRAM` reads them: "+strings.Join(names, ", "))
	flags.StringSliceVar(&f.fields, "fields", nil, "a `LIST` of front matter fields to keep, with commas; date:created renames, * is all others (default: all)")
	flags.StringArrayVar(&f.set, "set", nil, "give a front matter field a value, `KEY=VALUE` (repeatable)")
	flags.StringVar(&f.dateFormat, "date-format", "", "write dates in `FORM`, such as \"%Y-%m-%d %H:%M\" (default: the program's)")
	flags.StringVar(&f.timezone, "timezone", "", "write dates in `ZONE`, and read those without a zone in it: Asia/Shanghai, +08:00")
	complete(cmd, "target", oneOf(names...))
	completeNothing(cmd, "fields", "set", "date-format", "timezone")
}

// checkTarget reads the flags into the form that package convert takes.
func (f *targetFlags) checkTarget(cmd *cobra.Command) (err error) {
	t := convert.Target{Met: &convert.FieldsMet{}}
	if t.Name, err = convert.ParseTargetName(f.target); err != nil || f.target == "" {
		return usage(cmd, "--target %q: plain, hugo, hexo, jekyll, astro, obsidian or mkdocs", f.target)
	}
	if cmd.Flags().Changed("fields") {
		if t.Fields, err = convert.ParseFieldChoices(strings.Join(f.fields, ",")); err != nil {
			return usage(cmd, "--fields: %v", err)
		}
	}
	for _, s := range f.set {
		v, err := convert.ParseFieldValue(s)
		if err != nil {
			return usage(cmd, "--set: %v", err)
		}
		t.Set = append(t.Set, v)
	}
	if f.dateFormat != "" {
		if t.DateFormat, err = convert.ParseDateFormat(f.dateFormat); err != nil {
			return usage(cmd, "--date-format: %v", err)
		}
	}
	if f.timezone != "" {
		if t.Zone, err = zoneOf(f.timezone); err != nil {
			return usage(cmd, "--timezone %q: %v", f.timezone, err)
		}
	}
	f.written = t
	return nil
}

// tellUnmet tells of fields that are chosen and that no post has: their names may
// be slips.
func (f *targetFlags) tellUnmet(c *console) {
	for _, name := range f.written.Unmet() {
		c.say("--fields %s: no post has a field called so", printable(name))
	}
}

// tellUnread tells of a form of dates in which the program does not see the day.
func (f *targetFlags) tellUnread(c *console) {
	if !f.written.ReadsDates() {
		c.say("--date-format %s: %s reads no date in it, or another one; it reads %%Y-%%m-%%d %%H:%%M:%%S", shellWord(f.dateFormat), f.written.Name)
	}
}

// zoneOf reads the name of a zone or an offset. Local is none: the same command
// shall write the same everywhere.
func zoneOf(s string) (*time.Location, error) {
	if t, err := time.Parse("-07:00", s); err == nil {
		if _, offset := t.Zone(); offset != 0 {
			return time.FixedZone(s, offset), nil
		}
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(s)
	if err != nil || strings.EqualFold(s, "local") {
		return nil, fmt.Errorf("no zone such as Europe/Berlin, UTC or +08:00")
	}
	return zone, nil
}
