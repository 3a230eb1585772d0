package archive

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// A Reshaping is an option for which bundles were written anew: an archive has
// those of the last run.
type Reshaping struct {
	Option string `json:"option"`        // pages, format, target, audit, image-fields, one of conversion (such as wrap), or site
	Was    string `json:"was,omitempty"` // "" for the default, and of a site
	Now    string `json:"now,omitempty"`
	Posts  int    `json:"posts"`
}

// String is such as "format: bag, now plain".
func (r Reshaping) String() string {
	if r.Option == "site" {
		return "the configuration of the site"
	}
	said := func(value string) string {
		if value == "" {
			return "the default"
		}
		return printable(oneLine(value))
	}
	return r.Option + ": " + said(r.Was) + ", now " + said(r.Now)
}

// reshapings are the options that differ, each of one post.
func (o ManifestOptions) reshapings(now ManifestOptions) []Reshaping {
	was, is := o.named(), now.named()
	either := maps.Clone(was)
	maps.Copy(either, is)
	var all []Reshaping
	for _, option := range slices.Sorted(maps.Keys(either)) {
		if was[option] != is[option] {
			all = append(all, Reshaping{option, was[option], is[option], 1})
		}
	}
	if !reflect.DeepEqual(o.Site, now.Site) {
		all = append(all, Reshaping{Option: "site", Posts: 1})
	}
	return all
}

// named are the options by what their flags are called, but for the site.
func (o ManifestOptions) named() map[string]string {
	onOff := map[bool]string{true: "on", false: "off"}
	named := shapeWords(o.Conversion)
	named["audit"], named["pages"], named["target"] = onOff[o.Audit], onOff[o.Pages], o.Target
	named["format"] = cmp.Or(string(o.Format), "plain")
	if named["image-fields"] = strings.Join(o.ImageFields, ","); o.ImageFields != nil && len(o.ImageFields) == 0 {
		named["image-fields"] = "none"
	}
	return named
}

// shapeWords are the options of a convert.Options.Shape by name. A selector may hold
// blanks; both come last.
func shapeWords(shape string) map[string]string {
	words := map[string]string{}
	for _, selector := range [...]string{"remove=", "select="} {
		if i := strings.Index(" "+shape, " "+selector); i >= 0 {
			words[strings.TrimSuffix(selector, "=")] = shape[i+len(selector):]
			shape = strings.TrimSuffix(shape[:i], " ")
		}
	}
	for word := range strings.FieldsSeq(shape) {
		name, value, _ := strings.Cut(word, "=")
		if name == "asset" {
			name = "assets"
		}
		if words[name] != "" {
			value = words[name] + "," + value
		}
		words[name] = value
	}
	return words
}

// addReshapings adds those of one post to those of others.
func addReshapings(all, more []Reshaping) []Reshaping {
	for _, r := range more {
		i := slices.IndexFunc(all, func(o Reshaping) bool { return o.Option == r.Option && o.Was == r.Was && o.Now == r.Now })
		if i < 0 {
			all = append(all, r)
		} else {
			all[i].Posts += r.Posts
		}
	}
	return all
}
