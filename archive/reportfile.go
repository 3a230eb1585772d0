package archive

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
)

// reportFile in the state is the Report of the last run that came to its end
// and changed anything: there it stands why an image is missing. In that of a
// shard it tells that the shard has come to its end, and in that of the archive
// what Index has joined.
const reportFile = "report.json"

// maxReport bounds the bytes of a report that is read.
const maxReport = 1 << 30

func (w *workplace) loadReport() (*Report, error) {
	data, err := readRegular(w.root, w.in(reportFile), maxReport)
	if err != nil {
		return nil, err
	}
	r := &Report{}
	return r, json.Unmarshal(data, r)
}

// saveReport writes the report, unless the one that is there tells as much: a
// run that has nothing to do writes nothing.
func (w *workplace) saveReport(r *Report) error {
	if r.Written == 0 && len(r.Pruned)+len(r.Healed) == 0 && w.hasProblems(r) {
		return nil
	}
	if err := replaceBy(w.root, w.in(reportFile), r.write); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// leaveReport leaves the report of a run that has come to its end.
func (a *Archiver) leaveReport(r *Report) error {
	if a.packs && a.name == "" {
		return nil // it has no state
	}
	if !a.packs && a.opts.Shard.Count == 0 {
		if err := a.dropShards(); err != nil {
			return err
		}
	}
	return a.saveReport(r)
}

// write writes the report as JSON: the counts are the first line, and every
// problem has a line, so that there is never a second copy of all in memory.
func (r *Report) write(w io.Writer) error {
	head, err := json.Marshal(struct {
		*Report
		Problems any `json:"problems,omitempty"` // in place of those of the report
		Healed   any `json:"healed,omitempty"`
		Warnings any `json:"warnings,omitempty"`
	}{Report: r})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s,\n", bytes.TrimSuffix(head, []byte("}")))
	if err := writeProblems(w, "problems", r.Problems); err != nil {
		return err
	}
	io.WriteString(w, ",\n")
	if err := writeProblems(w, "healed", r.Healed); err != nil {
		return err
	}
	io.WriteString(w, ",\n")
	if err := writeProblems(w, "warnings", r.Warnings); err != nil {
		return err
	}
	_, err = io.WriteString(w, "}\n")
	return err
}

func writeProblems(w io.Writer, name string, problems []Problem) error {
	if _, err := fmt.Fprintf(w, "%q:[", name); err != nil {
		return err
	}
	comma := ""
	for i := range problems {
		line, err := json.Marshal(&problems[i])
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s\n%s", comma, line); err != nil {
			return err
		}
		comma = ","
	}
	_, err := io.WriteString(w, "\n]")
	return err
}

// hasProblems tells whether the report that is there tells of the same problems.
func (w *workplace) hasProblems(r *Report) bool {
	f, _, err := openRegular(w.root, w.in(reportFile))
	if err != nil {
		return false
	}
	defer f.Close()
	old := bufio.NewReader(f)
	if _, err := old.ReadSlice('\n'); err != nil {
		return false
	}
	return writeProblems(matching{old}, "problems", r.Problems) == nil
}

// A matching takes what its reader brings, and nothing else.
type matching struct{ io.Reader }

var errDiffers = errors.New("differs")

func (m matching) Write(p []byte) (int, error) {
	old := make([]byte, len(p))
	if _, err := io.ReadFull(m, old); err != nil || !bytes.Equal(old, p) {
		return 0, errDiffers
	}
	return len(p), nil
}

// dropReport takes back that the run of a shard has come to its end, and those
// of other divisions of the posts, which are older from now on.
func (w *workplace) dropReport(own Shard) error {
	return w.eachShard(func(s Shard, folder string) error {
		if s.Count == own.Count && s != own {
			return nil
		}
		return remove(w.root, path.Join(folder, reportFile))
	})
}

// dropShards makes the shards of an archive history: a run over all posts has
// come to its end, and what they have left is not to be joined over it. What
// they have taken out of the archive stays with them.
func (w *workplace) dropShards() error {
	return w.eachShard(func(_ Shard, folder string) error {
		for _, name := range []string{reportFile, lockFile} {
			if err := remove(w.root, path.Join(folder, name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachShard calls do for every shard that has left anything, with its state.
func (w *workplace) eachShard(do func(s Shard, folder string) error) error {
	entries, err := readDir(w.root, stateFolder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if s, ok := shardOf(e.Name()); ok {
			if err := do(s, path.Join(stateFolder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
