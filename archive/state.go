package archive

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	stateHeader = "markive state 2\n"
	maxState    = 1 << 30
)

// A record is what is remembered of a post between two runs, so that an
// unchanged one need not be read.
type record struct {
	path    string
	bundle  string
	size    int64
	time    int64  // of the input's modification; 0 if it was too fresh to tell a later change by
	options string // fingerprint
	files   string // digest of the listing of its bundle
	images  int
	open    int // images that may be had another time: missing, or now a lesser one than the post shows
}

// A state is the memory of an archive: a cache, which may be deleted. What it
// does not know is found in the manifests of the bundles.
type state struct {
	records  map[string]*record
	partial  bool // some bundles may stand where nobody remembers
	surveyed bool // none does since all of them were asked
	changed  bool
}

// loadState reads the state. One that is absent, damaged or of another
// version is empty.
func loadState(w *workplace) *state {
	s := &state{records: map[string]*record{}, partial: true}
	f, info, err := openRegular(w.root, w.in(memoryFile))
	if err != nil {
		return s
	}
	defer f.Close()
	if info.Size() > maxState {
		return s
	}
	if err := s.parse(bufio.NewReader(f)); err != nil {
		s.records, s.partial = map[string]*record{}, true
		s.changed = true
	}
	return s
}

var errBadState = errors.New("damaged state")

func (s *state) parse(r *bufio.Reader) error {
	sum := crc32.NewIEEE()
	head, err := r.ReadString('\n')
	if err != nil || head != stateHeader {
		return errBadState
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return errBadState // an end without its last line
		}
		rest, end := strings.CutPrefix(line, "end ")
		if !end {
			rest, s.partial = strings.CutPrefix(line, "part ")
		}
		if end || s.partial {
			if rest != fmt.Sprintf("%d %08x\n", len(s.records), sum.Sum32()) {
				return errBadState
			}
			return nil
		}
		io.WriteString(sum, line)
		rec, err := parseRecord(line)
		if err != nil {
			return err
		}
		s.records[rec.path] = rec
	}
}

// A line has the path last but for the bundle; both are quoted, since a name
// may hold anything.
func (rec record) line() string {
	return fmt.Sprintf("%d %d %s %s %d %d %q %q\n", rec.size, rec.time, rec.options, rec.files, rec.images, rec.open, rec.path, rec.bundle)
}

func parseRecord(line string) (*record, error) {
	rec := &record{}
	words := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 7)
	if len(words) != 7 {
		return rec, errBadState
	}
	var errs [6]error
	rec.size, errs[0] = strconv.ParseInt(words[0], 10, 64)
	rec.time, errs[1] = strconv.ParseInt(words[1], 10, 64)
	rec.options, rec.files = words[2], words[3]
	rec.images, errs[2] = strconv.Atoi(words[4])
	rec.open, errs[3] = strconv.Atoi(words[5])
	quoted, err := strconv.QuotedPrefix(words[6])
	if err != nil || !strings.HasPrefix(words[6][len(quoted):], " ") {
		return rec, errBadState
	}
	rec.path, errs[4] = strconv.Unquote(quoted)
	rec.bundle, errs[5] = strconv.Unquote(words[6][len(quoted)+1:])
	return rec, errors.Join(errs[:]...)
}

// freshness is how old a modification must be when a file is read for its
// time to tell a later one apart: clocks of file systems tick slowly.
const freshness = 50 * time.Millisecond

// of returns what is remembered of a post.
func (s *state) of(path string) *record {
	if rec := s.records[path]; rec != nil {
		return rec
	}
	return &nothing
}

var nothing record // is what is remembered of a post that is new

// change replaces what is remembered of a post. Tasks refer to the former
// record, which stays as it is.
func (s *state) change(rec record) {
	if old := s.records[rec.path]; old == nil || *old != rec {
		s.records[rec.path], s.changed = &rec, true
	}
}

// learn remembers what became of a post in a run that started at now.
func (s *state) learn(t *task, o *outcome, now time.Time) {
	if o.record == nil {
		s.doubt(t.src.Path)
		return
	}
	s.put(*o.record, now)
}

// put remembers a post as it was read at now.
func (s *state) put(rec record, now time.Time) {
	if now.Sub(time.Unix(0, rec.time)) < freshness {
		rec.time = 0
	}
	s.change(rec)
}

// stands remembers where a bundle was found of whose post nothing is known, and
// nothing may be learned: the post may fail.
func (s *state) stands(post, name string) {
	if s.records[post] == nil {
		s.change(record{path: post, bundle: name, options: noOptions, files: noOptions})
	}
}

// moved remembers where a bundle stands now.
func (s *state) moved(t *task) {
	if old := s.records[t.src.Path]; old != nil {
		rec := *old
		rec.bundle = t.bundle
		s.change(rec)
	}
}

// complete notes that a run over all posts of the archive has come to its end.
func (s *state) complete() { s.partial, s.changed = false, s.changed || s.partial }

// doubt sees to it that a post that has failed is looked at again. Where its
// bundle stands is not forgotten.
func (s *state) doubt(path string) {
	if old := s.records[path]; old != nil {
		rec := *old
		rec.options = noOptions
		s.change(rec)
	}
}

// noOptions stands for a fingerprint that no options have.
const noOptions = "-"

func (s *state) forget(path string) {
	if _, ok := s.records[path]; ok {
		delete(s.records, path)
		s.changed = true
	}
}

// save writes the state, if there is anything new in it.
func (s *state) save(w *workplace) error {
	if !s.changed {
		return nil
	}
	if err := replaceBy(w.root, w.in(memoryFile), s.write); err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	s.changed = false
	return nil
}

func (s *state) write(w io.Writer) error {
	sum := crc32.NewIEEE()
	io.WriteString(w, stateHeader)
	for _, p := range slices.Sorted(maps.Keys(s.records)) {
		line := s.records[p].line()
		io.WriteString(sum, line)
		io.WriteString(w, line)
	}
	word := "end"
	if s.partial {
		word = "part"
	}
	_, err := fmt.Fprintf(w, "%s %d %08x\n", word, len(s.records), sum.Sum32())
	return err
}
