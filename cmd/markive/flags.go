package main

import (
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
)

// A runFlags holds the flags that several commands share.
type runFlags struct {
	jobs    int
	json    bool
	quiet   bool
	report  string
	noAudit bool
	strict  bool
	verbose bool
}

// bind adds the flags of every command that works on many things at a time.
func (f *runFlags) bind(cmd *cobra.Command, what string) {
	flags := cmd.Flags()
	flags.IntVarP(&f.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "`N` "+what+" in hand at a time")
	flags.BoolVar(&f.json, "json", false, "write JSON lines to standard output")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "tell results and problems only")
	complete(cmd, "jobs", nothing)
}

// bindRun adds those of the commands that convert.
func (f *runFlags) bindRun(cmd *cobra.Command) {
	f.bind(cmd, "posts")
	flags := cmd.Flags()
	flags.StringVar(&f.report, "report", "", "write the run as JSON to `FILE`")
	flags.BoolVar(&f.noAudit, "no-audit", false, "do not check whether conversion lost anything (faster)")
	flags.BoolVar(&f.strict, "strict", false, "exit 5 if conversion lost anything")
	f.bindVerbose(cmd, "warnings and losses too, and every problem")
}

// bindVerbose adds -v, which tells more of what the command does and, as of every
// command, where the flags come from.
func (f *runFlags) bindVerbose(cmd *cobra.Command, more string) {
	cmd.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "tell who set which flag, "+more)
}

func (f *runFlags) check(cmd *cobra.Command) error {
	switch {
	case f.jobs < 1 || f.jobs > 1024:
		return usage(cmd, "--jobs %d: from 1 to 1024", f.jobs)
	case f.strict && f.noAudit:
		return usage(cmd, "--strict needs the audit that --no-audit leaves out")
	}
	return f.checkTold(cmd)
}

// checkTold looks at the flags that say how much is told.
func (f *runFlags) checkTold(cmd *cobra.Command) error {
	if f.quiet && f.verbose {
		return usage(cmd, "-q and -v contradict each other")
	}
	return nil
}

// complete says how a shell completes the value of a flag.
func complete(cmd *cobra.Command, flag string, with cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, with); err != nil {
		panic(err) // the flag is not there: a mistake in this program
	}
}

// completeNothing says so of flags whose values only their user knows.
func completeNothing(cmd *cobra.Command, flags ...string) {
	for _, flag := range flags {
		complete(cmd, flag, nothing)
	}
}

// isFolder tells whether a folder, or a link to one, is there.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// mirrors is the value of --mirror.
type mirrors []archive.Mirror

func (m *mirrors) String() string {
	var all []string
	for _, one := range *m {
		all = append(all, one.Prefix+"="+one.Dir)
	}
	return strings.Join(all, " ")
}

func (m *mirrors) Type() string { return "PREFIX=DIR" }

// Set cuts at the last equals sign: addresses have some of their own.
func (m *mirrors) Set(s string) error {
	at := strings.LastIndexByte(s, '=')
	if at < 0 {
		return fmt.Errorf("not of the form PREFIX=DIR")
	}
	prefix, dir := s[:at], s[at+1:]
	if !strings.HasPrefix(prefix, "http://") && !strings.HasPrefix(prefix, "https://") {
		return fmt.Errorf("the prefix does not start with http:// or https://")
	}
	if !isFolder(dir) {
		return fmt.Errorf("%q is no folder", dir)
	}
	*m = append(*m, archive.Mirror{Prefix: prefix, Dir: dir})
	return nil
}

// networks is the value of --allow-net.
type networks []netip.Prefix

func (n *networks) String() string {
	var all []string
	for _, one := range *n {
		all = append(all, one.String())
	}
	return strings.Join(all, " ")
}

func (n *networks) Type() string { return "CIDR" }

// Set takes a network or a single address.
func (n *networks) Set(s string) error {
	if addr, err := netip.ParseAddr(s); err == nil {
		*n = append(*n, netip.PrefixFrom(addr, addr.BitLen()))
		return nil
	}
	network, err := netip.ParsePrefix(s)
	if err != nil {
		return fmt.Errorf("not a network such as 192.168.0.0/16")
	}
	*n = append(*n, network)
	return nil
}

// epoch reads SOURCE_DATE_EPOCH; zero if it is not set.
func (a *app) epoch() (time.Time, error) {
	s := a.getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(s, 10, 64)
	if err != nil || seconds < 0 {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH %q: not a number of seconds since 1970", s)
	}
	return time.Unix(seconds, 0).UTC(), nil
}
