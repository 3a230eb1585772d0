package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/markive/markive/archive"
)

// A runReport is what --report writes.
type runReport struct {
	Tool    string    `json:"tool"`
	Command string    `json:"command"`
	Archive string    `json:"archive,omitempty"`
	Shard   string    `json:"shard,omitempty"` // such as 3/8, of a run that had a part of the posts
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended"`
	State   string    `json:"state"`           // done, interrupted or stopped
	Error   string    `json:"error,omitempty"` // why it stopped
	Lost    int       `json:"lost"`            // posts that lost something in conversion, so far as this run converted them
	archive.Report
	DryRun     *forecast      `json:"dry_run,omitempty"`     // absent from a run that did something
	PassedOver map[string]int `json:"passed_over,omitempty"` // files that are no posts, by extension
	Aside      []string       `json:"aside,omitempty"`       // folders of sites that hold no posts
}

func newRunReport(command string) *runReport {
	info, _ := debug.ReadBuildInfo()
	return &runReport{Tool: "markive " + toolVersion(info), Command: command, Started: time.Now().UTC(), State: "done"}
}

// refused adds files that cannot be posts.
func (r *runReport) refused(problems []archive.Problem) {
	r.Posts += len(problems)
	r.Failed += len(problems)
	r.Problems = append(problems[:len(problems):len(problems)], r.Problems...)
}

// end notes how the run ended.
func (r *runReport) end(err error) {
	r.Ended = time.Now().UTC()
	if r.Problems == nil {
		r.Problems = []archive.Problem{} // an empty list is easier to read than null
	}
	switch {
	case errors.Is(err, context.Canceled):
		r.State = "interrupted"
	case err != nil:
		r.State, r.Error = "stopped", archive.ErrorLine(err)
	}
}

// code is the exit code of a run that came to its end. Loss goes before
// failure, because somebody asked for it by name.
func (r *runReport) code(strict bool) int {
	switch {
	case strict && r.Lost > 0:
		return exitDamage
	case len(r.Problems) > 0 || r.Failed > 0:
		return exitFailed
	}
	return exitDone
}

// A reportFile is the place of a report. It is opened before the run, which
// should not work for hours to find that its report has no place.
type reportFile struct {
	path string
	root *os.Root // nil: written straight to path, such as a device
}

// openReport returns nil for an empty path.
func openReport(path string) (*reportFile, error) {
	if path == "" {
		return nil, nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("report %s is a folder; name a file", printable(path))
	case err == nil && !info.Mode().IsRegular():
		return &reportFile{path: path}, nil
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	if err := mayWrite(root, filepath.Base(path)); err != nil {
		root.Close()
		return nil, fmt.Errorf("report %s: %w", printable(path), bare(err))
	}
	return &reportFile{path, root}, nil
}

// mayWrite tries whether a file could be replaced, and leaves nothing behind.
func mayWrite(root *os.Root, name string) error {
	temp := tempName(name)
	err := writeNew(root, temp, nil)
	if errors.Is(err, fs.ErrExist) { // of an earlier run that was killed
		return nil
	}
	return cmp.Or(err, root.Remove(temp))
}

// write replaces the file in one step. It does nothing for a nil file.
func (f *reportFile) write(r any) error {
	if f == nil {
		return nil
	}
	data, err := marshal(r, "  ")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if f.root == nil {
		err = os.WriteFile(f.path, data, 0o666)
	} else {
		err = replace(f.root, filepath.Base(f.path), data)
		f.root.Close()
	}
	if err != nil {
		return fmt.Errorf("report %s: %w", f.path, bare(err))
	}
	return nil
}

// bare takes the operation and the path off an error of the file system.
func bare(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	if le, ok := errors.AsType[*os.LinkError](err); ok {
		return le.Err
	}
	return err
}

// marshal returns JSON and a newline, with < and > as they are.
func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	err := enc.Encode(v)
	return b.Bytes(), err
}
