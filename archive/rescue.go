package archive

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
)

const maxJournal = 64 << 10 // bytes of a line

// A rescue keeps what a run has fetched for posts that it could not finish,
// so that the next one need not ask for it again. The names of files in the spool
// tell their hashes; the rescue knows what they are.
type rescue struct {
	*workplace
	rescued map[string]*salvage // by what they are wanted as; not written to

	mu      sync.Mutex
	journal *os.File // nil once it could not be written
}

// A salvage is one line of the journal: a file that was fetched.
type salvage struct {
	Asset ManifestAsset `json:"asset"`
	File  ManifestFile  `json:"file"`
	Near  string        `json:"near,omitempty"` // of what a web archive had: the time that its copy was to be near to
}

// key is what an asset is wanted as. Posts of other dates want other copies.
func (s *salvage) key() string {
	at := ""
	if s.Asset.Via != "" {
		at = "via " + s.Near
	}
	return strings.Join(append([]string{string(s.Asset.Kind), at}, s.Asset.Candidates...), "\n")
}

// openRescue takes over what an interrupted run has left in the spool.
func openRescue(w *workplace) (*rescue, error) {
	if err := w.ensure(rescueFolder); err != nil {
		return nil, err
	}
	r := &rescue{workplace: w, rescued: map[string]*salvage{}}
	err := r.take()
	if err != nil {
		return nil, err
	}
	r.journal, err = w.root.OpenFile(w.in(journalFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	return r, err
}

// take reads the journal and moves out of the spool what is noted there: what
// came from the disk is not, and would only fill it.
func (r *rescue) take() error {
	if err := r.load(); err != nil {
		return err
	}
	noted := map[string]int64{} // bytes, by hash
	for _, s := range r.rescued {
		noted[s.File.Path] = s.File.Size
	}
	return fs.WalkDir(r.root.FS(), r.in(spoolFolder), func(name string, e fs.DirEntry, err error) error {
		sum := hashIn(path.Base(name))
		if _, ok := noted[sum]; err != nil || !ok || !e.Type().IsRegular() {
			return err
		}
		if info, err := e.Info(); err != nil || info.Size() != noted[sum] { // a second one with these bytes was begun
			return nil
		}
		return r.root.Rename(name, path.Join(r.in(rescueFolder), sum))
	})
}

// load reads the journal. Its last line may be cut short, and a file that it
// names may be gone: nothing is believed before the bytes were hashed.
func (r *rescue) load() error {
	f, _, err := openRegular(r.root, r.in(journalFile))
	if errors.Is(err, errNotRegular) {
		return r.root.RemoveAll(r.in(journalFile))
	}
	if err != nil {
		return nil // there is none, or none that can be read
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxJournal)
	for lines.Scan() {
		var s salvage
		if json.Unmarshal(lines.Bytes(), &s) == nil && len(s.File.Path) == 64 {
			r.rescued[s.key()] = &s
		}
	}
	return nil
}

// note remembers an asset that came over the net.
func (r *rescue) note(w *wanted, h *holding, opts *Options) {
	s := salvage{Asset: h.describe(opts), File: h.file}
	if s.Asset.Via != "" {
		s.Near = stampOf(w.date())
	}
	s.File.Path, s.Asset.File, s.Asset.Uses = h.file.SHA256, h.file.SHA256+h.extension(), nil
	line, err := json.Marshal(s)
	if err != nil || len(line) >= maxJournal {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.journal == nil {
		return
	}
	if _, err := r.journal.Write(append(line, '\n')); err != nil {
		r.journal.Close() // what is not noted is fetched again
		r.journal = nil
	}
}

// find returns what was rescued of an asset; its bytes are not checked yet.
func (r *rescue) find(w *wanted) *holding {
	if len(r.rescued) == 0 {
		return nil
	}
	like := salvage{Asset: describe(w.asset), Near: stampOf(w.date())}
	s := r.rescued[like.key()]
	if s == nil {
		like.Asset.Via = "a web archive"
		s = r.rescued[like.key()]
	}
	if s == nil {
		return nil
	}
	return &holding{asset: w.asset, kept: &s.Asset, file: s.File, old: path.Base(s.File.Path), files: folder{r.root, r.in(rescueFolder)}, rescued: true}
}

// close ends the rescue. If the run was interrupted, by whom or whatever, what
// it has fetched is left to the next one.
func (r *rescue) close(interrupted bool) error {
	var err error
	if r.journal != nil {
		err = r.journal.Close()
	}
	if interrupted {
		return errors.Join(err, r.take())
	}
	return errors.Join(err, r.root.RemoveAll(r.in(rescueFolder)))
}
