package archive

import (
	"fmt"
	"slices"
	"testing"

	"github.com/markive/markive/convert"
)

// Options that differ are named, by what they were and are, and no others.
func TestReshapings(t *testing.T) {
	plain := ManifestOptions{Audit: true}
	for _, c := range []struct {
		was, now ManifestOptions
		want     string
	}{
		{plain, plain, "[]"},
		{plain, ManifestOptions{Audit: true, Format: FormatPlain}, "[]"},
		{ManifestOptions{Audit: true, Pages: true, Format: FormatBag}, plain, "[format: bag, now plain pages: on, now off]"},
		{plain, ManifestOptions{}, "[audit: on, now off]"},
		{plain, ManifestOptions{Audit: true, ImageFields: []string{}}, "[image-fields: the default, now none]"},
		{ManifestOptions{Audit: true, ImageFields: []string{"a", "b"}}, ManifestOptions{Audit: true, ImageFields: []string{"a"}}, "[image-fields: a,b, now a]"},
		{ManifestOptions{Audit: true, Conversion: "asset=audio asset=file wrap=80"}, ManifestOptions{Audit: true, Conversion: "asset=audio"}, "[assets: audio,file, now audio wrap: 80, now the default]"},
		{plain, ManifestOptions{Audit: true, Conversion: "bullet=* select=article > p remove=.a .b"}, "[bullet: the default, now * remove: the default, now .a .b select: the default, now article > p]"},
		{plain, ManifestOptions{Audit: true, Target: "obsidian", Site: &convert.Site{Root: "/x/"}}, "[target: the default, now obsidian the configuration of the site]"},
	} {
		if got := fmt.Sprint(c.was.reshapings(c.now)); got != c.want {
			t.Errorf("%+v, now %+v: %s, want %s", c.was, c.now, got, c.want)
		}
	}
}

func TestAddReshapings(t *testing.T) {
	pages := Reshaping{"pages", "on", "off", 1}
	all := addReshapings(nil, []Reshaping{pages, {"wrap", "", "80", 1}})
	all = addReshapings(all, []Reshaping{pages, {"wrap", "72", "80", 1}})
	want := []Reshaping{{"pages", "on", "off", 2}, {"wrap", "", "80", 1}, {"wrap", "72", "80", 1}}
	if !slices.Equal(all, want) {
		t.Errorf("%+v, want %+v", all, want)
	}
}
