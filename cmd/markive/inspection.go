package main

import (
	"context"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

// An inspection looks at posts and writes nothing but a line about each.
type inspection struct {
	app    *app
	conv   *convert.Converter
	totals *totals
	line   func(*survey) ([]byte, error)
	own    func(*archive.Listing) ([]archive.Source, []archive.Problem) // which of the posts; nil: all
	all    bool                                                         // every problem is told, without -v too
	check  func([]archive.Source) error                                 // before anything is looked at; nil: none

	console  *console
	posts    int
	problems []archive.Problem
}

// An inspected is what became of one post.
type inspected struct {
	survey *survey
	doc    *convert.Document
	failed *archive.Problem
}

// run inspects the posts that args name.
func (i *inspection) run(ctx context.Context, flags *runFlags, which *selectFlags, args []string) error {
	found, err := i.app.find(ctx, which, args)
	if err != nil {
		return err
	}
	if i.check != nil {
		if err := i.check(found.Posts); err != nil {
			return err
		}
	}
	if i.own != nil {
		found.Posts, found.Refused = i.own(found)
	}
	i.posts = len(found.Posts) + len(found.Refused)
	told := *flags
	told.verbose = flags.verbose || i.all
	i.console = i.app.console(&told)
	defer i.console.close()
	if folders := setAside(found.Aside); folders != "" {
		i.console.say("%s", folders)
	}
	if others := passedOver(found.PassedOver); others != "" && flags.verbose {
		i.console.say("passed over, since they are not called like posts: %s", others)
	}
	for _, p := range found.Refused {
		i.problem(&p)
	}
	i.console.plan(len(found.Posts))
	p := pool[input, *inspected]{
		workers: min(flags.jobs, max(len(found.Posts), 1)),
		size:    func(in input) int64 { return in.size },
		work:    i.post,
		emit:    i.emit,
	}
	return p.run(ctx, known(inputs(found.Posts)))
}

func (i *inspection) post(ctx context.Context, in input) *inspected {
	doc, size, err := in.document(i.conv)
	if err != nil {
		return &inspected{failed: problemOf(in.path, err)}
	}
	return &inspected{survey: newSurvey(doc, size), doc: doc}
}

func (i *inspection) emit(done *inspected) error {
	i.console.advance(tally{posts: 1})
	if done.failed != nil {
		i.problem(done.failed)
		return nil
	}
	i.totals.add(done.doc)
	line, err := i.line(done.survey)
	if err != nil {
		i.problem(problemOf(done.doc.Path, err))
		return nil
	}
	return i.app.print(line)
}

func (i *inspection) problem(p *archive.Problem) {
	i.problems = append(i.problems, *p)
	i.console.problem(p)
}

func (i *inspection) code() int {
	if len(i.problems) > 0 {
		return exitFailed
	}
	return exitDone
}
