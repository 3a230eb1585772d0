package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

const (
	settingsName = "markive.yaml"
	maxSettings  = 64 << 10
)

// pathFlags hold paths; in a file, these start at its folder.
var pathFlags = []string{"output", "report", "cookies", "headers", "files-from", "mirror"}

// file sets flags from the nearest markive.yaml beside or above the posts:
//
//	per-host: 2
//	image-fields: [cover, photos]
//	archive:            # for this command alone
//	  output: ../blog
func (s *settings) file() error {
	name := s.nearest()
	s.tellOthers(name)
	if name == "" {
		return nil
	}
	doc, err := readSettings(name)
	var load *yaml.LoadError
	switch {
	case errors.As(err, &load):
		return s.fault("%s:%d: %s", printable(name), load.Mark.Line, load.Message)
	case err != nil:
		return s.fault("%s: %v", printable(name), err)
	case doc == nil:
		return nil
	}
	shared, own, err := s.sections(name, doc)
	if err != nil {
		return err
	}
	before := len(s.from)
	if err := s.keys(name, own); err != nil { // what is said for the command has more say
		return err
	}
	if err := s.keys(name, shared, settableNames...); err != nil {
		return err
	}
	if len(s.from) > before && !s.isQuiet() {
		// Posts of others may bring a file of theirs, which must not go unseen.
		fmt.Fprintf(s.app.stderr, "markive: settings of %s\n", printable(name))
	}
	return nil
}

// isQuiet tells whether results and problems alone are told.
func (s *settings) isQuiet() bool {
	quiet := s.cmd.Flags().Lookup("quiet")
	return quiet != nil && quiet.Value.String() == "true"
}

// tellOthers tells of files that stand beside or above other paths than the first,
// whose settings hold for all.
func (s *settings) tellOthers(heeded string) {
	if s.isQuiet() {
		return
	}
	seen, folders := map[string]bool{heeded: true}, map[string]bool{}
	for _, arg := range s.args[min(1, len(s.args)):] {
		dir := arg
		if !isFolder(dir) {
			dir = filepath.Dir(dir)
		}
		if folders[dir] {
			continue
		}
		folders[dir] = true
		for above := range foldersFrom(dir) {
			name := filepath.Join(above, settingsName)
			if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
				continue
			}
			if name = shortest(name); !seen[name] {
				fmt.Fprintf(s.app.stderr, "markive: %s is not heeded: settings are those of the first path\n", printable(name))
			}
			seen[name] = true
			break
		}
	}
}

// foldersFrom are a folder and those above it, from where one is there: a path may
// have wildcards in it.
func foldersFrom(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return
		}
		for !isFolder(abs) && filepath.Dir(abs) != abs {
			abs = filepath.Dir(abs)
		}
		for yield(abs) && filepath.Dir(abs) != abs {
			abs = filepath.Dir(abs)
		}
	}
}

// nearest returns the file, "" if there is none.
func (s *settings) nearest() string {
	dir := "."
	if len(s.args) > 0 && s.args[0] != "-" {
		dir = s.args[0]
		if !isFolder(dir) {
			dir = filepath.Dir(dir)
		}
	}
	var posts os.FileInfo
	for abs := range foldersFrom(dir) {
		if posts == nil {
			var err error
			if posts, err = os.Stat(abs); err != nil {
				return ""
			}
		}
		name := filepath.Join(abs, settingsName)
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			if isTrusted(info, posts) {
				return shortest(name)
			}
			fmt.Fprintf(s.app.stderr, "markive: %s belongs to somebody else: not heeded\n", printable(shortest(name)))
		}
		for _, slip := range [...]string{"markive.yml", ".markive.yaml", ".markive.yml"} {
			if info, err := os.Lstat(filepath.Join(abs, slip)); err == nil && info.Mode().IsRegular() {
				fmt.Fprintf(s.app.stderr, "markive: %s is not read; settings are called %s\n", printable(shortest(filepath.Join(abs, slip))), settingsName)
			}
		}
	}
	return ""
}

// shortest is the name of a file as it is seen from here, if that is shorter.
func shortest(name string) string {
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, name); err == nil && len(rel) < len(name) {
			return rel
		}
	}
	return name
}

// readSettings returns the mapping that the file is; nil if it is empty.
func readSettings(name string) (*yaml.Node, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, bare(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSettings+1))
	switch {
	case err != nil:
		return nil, bare(err)
	case len(data) > maxSettings:
		return nil, fmt.Errorf("more than %s", size(maxSettings))
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var doc, more yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if err := loader.Load(&more); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one document")
	}
	if len(doc.Content) == 1 && doc.Content[0].Kind == yaml.MappingNode {
		return doc.Content[0], nil
	}
	if len(doc.Content) == 1 && doc.Content[0].Tag == "!!null" {
		return nil, nil
	}
	return nil, errors.New("not of the form key: value")
}

// sections parts what is said for all commands from what is said for this
// one, and looks at what is said for the others. verify is a command and a
// flag: what it holds tells which is meant.
func (s *settings) sections(name string, doc *yaml.Node) (shared, own *yaml.Node, err error) {
	shared = &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i+1 < len(doc.Content); i += 2 {
		key, value := doc.Content[i], doc.Content[i+1]
		if !slices.Contains(settableNames, key.Value) || value.Kind != yaml.MappingNode && s.isKnown(key.Value) {
			shared.Content = append(shared.Content, key, value)
			continue
		}
		if value.Kind != yaml.MappingNode {
			return nil, nil, s.fault("%s:%d: %s: not of the form key: value", printable(name), key.Line, key.Value)
		}
		if key.Value == s.cmd.Name() {
			own = value
		} else if err := s.check(name, value); err != nil {
			return nil, nil, err
		}
	}
	return shared, own, nil
}

// keys sets the flags of a section, or of the file, which may have sections.
func (s *settings) keys(name string, section *yaml.Node, sections ...string) error {
	if section == nil {
		return nil
	}
	if err := s.check(name, section, sections...); err != nil {
		return err
	}
	for i := 0; i+1 < len(section.Content); i += 2 {
		key := section.Content[i]
		place := fmt.Sprintf("%s:%d", printable(name), key.Line)
		values, err := scalars(section.Content[i+1])
		if err != nil {
			return s.fault("%s: %s: %v", place, key.Value, err)
		}
		if slices.Contains(pathFlags, key.Value) {
			for i, v := range values {
				values[i] = from(filepath.Dir(name), key.Value, v)
			}
		}
		if err := s.set(key.Value, place, values); err != nil {
			return err
		}
	}
	return nil
}

// check refuses keys that no flag has, and keys that are there twice.
func (s *settings) check(name string, section *yaml.Node, sections ...string) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(section.Content); i += 2 {
		key := section.Content[i]
		place := fmt.Sprintf("%s:%d: %s", printable(name), key.Line, printable(oneLine(key.Value)))
		switch {
		case !s.isKnown(key.Value):
			return s.unknown(place, key.Value, func(flag string) string { return flag }, sections...)
		case seen[key.Value]:
			return s.fault("%s is there twice", place)
		}
		seen[key.Value] = true
	}
	return nil
}

// scalars returns a value or a list of values as text.
func scalars(n *yaml.Node) ([]string, error) {
	if n.Kind != yaml.SequenceNode {
		n = &yaml.Node{Content: []*yaml.Node{n}}
	}
	var values []string
	for _, v := range n.Content {
		if v.Kind != yaml.ScalarNode || v.Tag == "!!null" {
			return nil, errors.New("neither a value nor a list of values")
		}
		values = append(values, v.Value)
	}
	return values, nil
}

// from moves a path of a file in dir to where it is seen from here. What begins with
// ~/ is below the home folder, as shells have it: nobody means a folder called so.
func from(dir, flag, value string) string {
	prefix, path := "", value
	if at := strings.LastIndexByte(value, '='); flag == "mirror" && at >= 0 {
		prefix, path = value[:at+1], value[at+1:]
	}
	if path == "" || path == "-" || filepath.IsAbs(path) {
		return value
	}
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			dir, path = home, rest
		}
	}
	return prefix + filepath.Join(dir, filepath.FromSlash(path))
}
