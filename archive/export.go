package archive

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
	"github.com/markive/markive/convert"
)

// ExportOptions says how an archive is exported. The zero value copies the
// posts as they are.
type ExportOptions struct {
	Target convert.Target

	// Event is told of every post, in the order of the bundles; nil: nobody is.
	Event func(ExportEvent)
}

// An ExportEvent comes when a post has been exported.
type ExportEvent struct {
	Bundle  string   // slash path below the archive
	Posts   int      // that are exported in all
	Path    string   // of the post
	File    string   // slash path of its Markdown below the folder of the export; "" if there is none
	Written bool     // a file of it was written; else all were there
	Problem *Problem // why it was not exported; nil if it was
}

// An ExportReport tells what was exported.
type ExportReport struct {
	Posts     int       `json:"posts"`
	Written   int       `json:"written"`   // posts of which a file was written
	Unchanged int       `json:"unchanged"` // posts whose files were there
	Failed    int       `json:"failed"`
	Files     int       `json:"files"`              // that the posts have, images and all
	Removed   []string  `json:"removed,omitempty"`  // files that earlier exports had written, below the folder
	Problems  []Problem `json:"problems"`           // posts that were not exported
	Warnings  []Problem `json:"warnings,omitempty"` // what was guessed
	Damage    []Damage  `json:"damage,omitempty"`   // for which posts of the archive may not have been found
}

// ClassTarget tells of a bundle that was written for a program, and whose text
// cannot be made anew from its source.
const ClassTarget Class = "target"

// ClassNoDate tells of a post whose day its file's name needs, and that has none.
const ClassNoDate Class = "no_date"

// Export writes the posts of an archive, a folder or a file, where the program
// of the target looks for them: Markdown and what it shows, without manifests
// and sources. The folder out is the program's, and made if it is not there.
//
// No two posts share a name. A file that is there is replaced only if it is
// one that an export has written, not that of another archive, and that nobody has
// changed since; else the post fails with the class exists. What is as it should be
// is not written.
//
// What earlier exports of the same archive for the same program have written and
// this one has not, since a post has another name or is gone, is removed, unless
// somebody has changed it: then a warning tells it, as one does of files of which
// nobody knows whose export had them. Nothing is removed if a post fails or the
// archive is damaged, such as a tar that was cut, or lacks a bundle that it had, and
// nothing that another archive's export has written. The error
// is about the archive or the folder, or that of ctx; what is wrong with one post
// is in the report. While one export writes to a folder, another gets a
// *LockedError.
func Export(ctx context.Context, dir, out string, opts ExportOptions) (*ExportReport, error) {
	v := &verifier{}
	defer v.close()
	if err := v.open(ctx, dir); err != nil {
		return nil, fmt.Errorf("exporting: %w", err)
	}
	if v.root != nil && isInside(out, dir) {
		return nil, fmt.Errorf("exporting: %s lies in the archive", printable(out))
	}
	damage := v.damageOfBundles()
	if len(v.bundles) == 0 {
		return &ExportReport{Problems: []Problem{}, Damage: damage}, nil
	}
	slices.Sort(v.bundles)
	x, err := openExport(dir, out, &opts)
	if locked, ok := errors.AsType[*LockedError](err); ok {
		return nil, locked
	}
	if err != nil {
		return nil, fmt.Errorf("exporting into %s: %w", printable(out), err)
	}
	x.report.Damage = damage
	posts, err := x.survey(ctx, v)
	if err == nil {
		err = x.posts(ctx, posts)
	}
	if err == nil && x.report.Failed == 0 && len(damage) == 0 {
		x.leftovers()
		x.unclaimed()
	}
	return x.report, errors.Join(err, x.close())
}

// isInside tells whether a folder is another or lies below it.
func isInside(out, dir string) bool {
	out, err := realPath(out)
	if err != nil {
		return false
	}
	dir, err = realPath(dir)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(dir, out)
	return err == nil && filepath.IsLocal(rel)
}

// realPath follows the links of the part of a path that is there.
func realPath(name string) (string, error) {
	name, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real, nil
	}
	above := filepath.Dir(name)
	if above == name {
		return name, nil
	}
	above, err = realPath(above)
	return filepath.Join(above, filepath.Base(name)), err
}

// An export is one call of Export.
type export struct {
	root   *os.Root
	lock   *flock.Flock // keeps other exports out of the folder
	opts   *ExportOptions
	layout *layout
	known  *exportMemory
	slugs  slugs
	found  map[string]*exported // posts by what links find them by; nil: several
	report *ExportReport
}

func openExport(dir, out string, opts *ExportOptions) (*export, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, err
	}
	lock, err := tryLock(root, exportLock, exclusive)
	if err == nil && lock == nil {
		err = &LockedError{Dir: out, Export: true}
	}
	if err != nil {
		root.Close()
		return nil, err
	}
	known, err := loadExportMemory(root, dir, out, opts.Target.Name)
	if err != nil {
		return nil, errors.Join(err, lock.Close(), root.Close())
	}
	return &export{root: root, lock: lock, opts: opts, layout: layouts[opts.Target.Name], known: known,
		slugs: slugs{}, found: map[string]*exported{}, report: &ExportReport{Problems: []Problem{}}}, nil
}

// close saves what is known of the files, also when the export was cut short.
func (x *export) close() error {
	return errors.Join(x.known.save(x.root), x.lock.Close(), x.root.Close())
}

// posts exports all posts, one after the other: the disk is what they wait for.
func (x *export) posts(ctx context.Context, posts []*exported) error {
	x.report.Posts = len(posts)
	for _, p := range posts {
		if err := ctx.Err(); err != nil {
			return err
		}
		e := ExportEvent{Bundle: p.bundle, Posts: len(posts), Path: p.bundle}
		written, err := x.one(p, &e)
		var problem *Problem
		switch {
		case errors.As(err, &problem):
			x.report.Failed++
			x.report.Problems = append(x.report.Problems, *problem)
			e.Problem = problem
		case err != nil:
			return fmt.Errorf("exporting %s: %w", printable(p.bundle), err)
		case written:
			x.report.Written++
			e.File, e.Written = p.post, true
		default:
			x.report.Unchanged++
			e.File = p.post
		}
		if x.opts.Event != nil {
			x.opts.Event(e)
		}
	}
	return nil
}

// one exports one post. A *Problem is about the post alone.
func (x *export) one(p *exported, e *ExportEvent) (written bool, err error) {
	h, err := heldIn(p.files, p.bundle, anyPost)
	if isExhausted(err) {
		return false, err
	}
	if err != nil {
		return false, &Problem{Path: p.bundle, Class: ClassDamaged, Detail: ErrorLine(err)}
	}
	e.Path = h.Source.Path
	problem := func(c Class, detail string) *Problem {
		return &Problem{Path: e.Path, Class: c, Detail: oneLine(detail)}
	}
	text, err := x.textOf(h)
	if err != nil {
		return false, ofPost(err, problem)
	}
	if x.layout.dated && p.date == "" && !x.layout.isUndated(p) {
		x.report.Warnings = append(x.report.Warnings, *problem(ClassNoDate, "it has no date, and its file is named as one of "+noDate))
	}
	uses := &uses{layout: x.layout, post: p, held: h, files: map[string]*ManifestFile{}}
	out, err := x.text(e.Path, text, uses)
	if err != nil {
		return false, ofPost(err, problem)
	}
	for _, w := range out.Warnings {
		x.report.Warnings = append(x.report.Warnings, *problem(w.Class, w.Detail))
	}
	written, err = x.put(uses, out)
	return written, ofPost(err, problem)
}

// ofPost makes a *Problem of an error that is about one post alone.
func ofPost(err error, problem func(Class, string) *Problem) error {
	var foreign *foreignError
	var bad *convert.Error
	switch {
	case errors.As(err, &bad):
		return problem(bad.Class, bad.Err.Error())
	case errors.As(err, &foreign):
		return problem(ClassExists, foreign.Error())
	case errors.Is(err, errNotAsWritten):
		return problem(ClassDamaged, ErrorLine(err))
	case concernsOnePost(err):
		return problem(ClassIO, bare(err).Error())
	}
	return err
}

// text writes the text of a post for the target, with its own address if it
// has one.
func (x *export) text(source string, text []byte, uses *uses) (out *convert.Targeted, err error) {
	p, target := uses.post, x.opts.Target
	target.InDrafts = x.layout.isUndated(p)
	if p.field != "" {
		if target.Set, err = withField(target.Set, p.field, p.own); err != nil {
			return nil, err
		}
	}
	if out, err = target.WriteLinked(source, text, uses.place, x.leads(uses)); err == nil && p.field != "" {
		out.Warnings = append(out.Warnings, convert.Warning{Class: ClassExists, Detail: "it would have the address of another page; its " + p.field + " is now " + p.own})
	}
	return out, err
}

// put writes the files of a post, what it shows first.
func (x *export) put(uses *uses, out *convert.Targeted) (written bool, err error) {
	for _, name := range slices.Sorted(maps.Keys(uses.files)) {
		new, err := x.copy(name, uses.held, uses.files[name])
		if err != nil {
			return written, err
		}
		written = written || new
	}
	if x.opts.Target.Name == convert.TargetHugo && strings.Contains(string(out.Markdown), "{{< rawhtml >}}") {
		if err := x.shortcode(); err != nil {
			return written, err
		}
	}
	new, err := x.write(uses.post.post, out.Markdown)
	if err != nil {
		return written, err
	}
	x.report.Files += 1 + len(uses.files)
	return written || new, nil
}
