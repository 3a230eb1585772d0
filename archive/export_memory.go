package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/markive/markive/convert"
)

// An exportMemory knows the files that exports have written, by path, with
// their checksums: what is not as it says belongs to somebody. Each stands below
// the export that had it last, which alone may remove it, and whose archive alone
// may replace it. A file that is about to be written is added at the end first, so
// that an export that is killed knows its own: then a file may have several
// checksums.
type exportMemory struct {
	sums    map[string][]string
	origins map[string]string // of files, see originOf; "" if nobody knows
	origin  string            // of this export
	out     string            // where origins begin
	used    map[string]bool   // files that this export has
	log     *os.File          // to add to; nil until something is written
	changed bool
}

// originOf names an export: its program, and where the archive is from out, a real
// path.
func originOf(dir, out string, target convert.TargetName) (string, error) {
	to, err := realPath(dir)
	if err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(out, to); err == nil { // on another drive of Windows there is none
		to = rel
	}
	if target == convert.TargetPlain {
		target = "plain"
	}
	return fmt.Sprintf("%s %s", target, strconv.Quote(filepath.ToSlash(to))), nil
}

// originMark begins the line above the files of an export, which sha256sum passes by.
const originMark = "# "

// loadExportMemory reads what is known of the files of an export from dir, for a
// program, into out.
func loadExportMemory(root *os.Root, dir, out string, target convert.TargetName) (*exportMemory, error) {
	out, err := realPath(out)
	if err != nil {
		return nil, err
	}
	origin, err := originOf(dir, out, target)
	if err != nil {
		return nil, err
	}
	m := &exportMemory{sums: map[string][]string{}, origins: map[string]string{}, origin: origin, out: out, used: map[string]bool{}}
	data, err := readRegular(root, exportFile, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	above := ""
	for line := range strings.Lines(string(data)) {
		line, ended := strings.CutSuffix(line, "\n")
		if !ended { // the disk was full; what is added must not go on there
			m.changed = true
			return m, m.save(root)
		}
		if name, ok := strings.CutPrefix(line, originMark); ok {
			above = name
		} else if f := checksumLine().FindStringSubmatch(line); f != nil {
			m.add(f[2], f[1], above)
		}
	}
	return m, nil
}

func (m *exportMemory) add(name, sum, origin string) {
	m.sums[name] = append(m.sums[name], sum)
	m.origins[name] = origin
}

// intend notes on the disk that a file is about to get other bytes.
func (m *exportMemory) intend(root *os.Root, name, sum string) error {
	line := checksums([]ManifestFile{{Path: name, SHA256: sum}}, "")
	if m.log == nil {
		var err error
		if m.log, err = root.OpenFile(exportFile, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644); err != nil {
			return err
		}
		line = append([]byte(originMark+m.origin+"\n"), line...)
	}
	m.add(name, sum, m.origin)
	_, err := m.log.Write(line)
	return err
}

// written notes what a file holds that this export has written.
func (m *exportMemory) written(name, sum string) { m.note(name, sum, m.origin) }

// there notes what a file holds that had not to be written. Who has put it there
// is known, or nobody knows; what is another archive's stays so.
func (m *exportMemory) there(name, sum string) {
	if m.other(name) != "" {
		m.used[name] = true
		return
	}
	origin := m.origins[name]
	if origin != "" {
		origin = m.origin
	}
	m.note(name, sum, origin)
}

// other names the archive of a file that an export of another one has written; ""
// if that is none, or is there no more: it was moved, or deleted.
func (m *exportMemory) other(name string) string {
	_, ours, _ := strings.Cut(m.origin, " ")
	_, whose, _ := strings.Cut(m.origins[name], " ")
	at, err := strconv.Unquote(whose)
	if whose == ours || err != nil {
		return ""
	}
	if at = filepath.FromSlash(at); !filepath.IsAbs(at) {
		at = filepath.Join(m.out, at)
	}
	if _, err := os.Stat(at); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return whose
}

func (m *exportMemory) note(name, sum, origin string) {
	m.changed = m.changed || m.origins[name] != origin || !slices.Equal(m.sums[name], []string{sum})
	m.sums[name], m.origins[name], m.used[name] = []string{sum}, origin, true
}

// forget forgets a file that is no longer there.
func (m *exportMemory) forget(name string) {
	delete(m.sums, name)
	delete(m.origins, name)
	m.changed = true
}

// save writes the memory in the form of sha256sum, unless nothing has changed.
func (m *exportMemory) save(root *os.Root) error {
	if m.log != nil {
		if err := m.log.Close(); err != nil {
			return err
		}
	} else if !m.changed {
		return nil
	}
	files := map[string][]ManifestFile{}
	for name, sums := range m.sums {
		for _, sum := range sums {
			files[m.origins[name]] = append(files[m.origins[name]], ManifestFile{Path: name, SHA256: sum})
		}
	}
	var data []byte
	for _, origin := range slices.Sorted(maps.Keys(files)) {
		if origin != "" {
			data = append(data, originMark+origin+"\n"...)
		}
		slices.SortFunc(files[origin], byPath)
		data = append(data, checksums(files[origin], "")...)
	}
	return replaceFile(root, exportFile, data)
}
