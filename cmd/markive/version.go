package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "Tell the version",
		Example:           "markive version",
		Args:              noArguments,
		ValidArgsFunction: nothing,
		Annotations:       codes("0   all done", "64  the command line is wrong"),
		RunE:              func(*cobra.Command, []string) error { return a.printVersion() },
	}
}

func (a *app) printVersion() error {
	info, _ := debug.ReadBuildInfo()
	return a.print([]byte(versionLine(info) + "\n"))
}

// versionLine says what was built; info may be nil.
func versionLine(info *debug.BuildInfo) string {
	commit := "unknown commit"
	if info != nil {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return fmt.Sprintf("markive version %s (%s, %s, %s/%s)",
		toolVersion(info), commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// toolVersion is what manifests and reports call this program.
func toolVersion(info *debug.BuildInfo) string {
	if info == nil || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
