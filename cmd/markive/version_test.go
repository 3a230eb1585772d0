package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
)

func TestVersionLine(t *testing.T) {
	here := fmt.Sprintf("%s, %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, c := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "markive version (devel) (unknown commit, " + here + ")"},
		{&debug.BuildInfo{}, "markive version (devel) (unknown commit, " + here + ")"},
		{&debug.BuildInfo{
			Main:     debug.Module{Version: "v1.2.3"},
			Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef0123"}},
		}, "markive version v1.2.3 (0123456789ab, " + here + ")"},
		{&debug.BuildInfo{
			Main:     debug.Module{Version: "v1.2.3"},
			Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "01"}},
		}, "markive version v1.2.3 (01, " + here + ")"},
	} {
		if got := versionLine(c.info); got != c.want {
			t.Errorf("versionLine(%+v) = %q, want %q", c.info, got, c.want)
		}
	}
}
