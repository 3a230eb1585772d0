package archive

import "context"

// A shelf is where the bundles of an archive stand: a folder, or one file.
type shelf interface {
	// held returns the bundle at name if it is that of the post at src, nil if
	// nothing is there, and a *foreignError if something stands there that
	// must not be touched.
	held(name, src string) (*held, error)

	// begin opens the shelf for the bundles of the tasks, end waits until what
	// was put is there. whole tells that every task came to its end.
	begin(tasks []task) error
	end(whole bool) error

	// put takes the bundle of a task over from its stage. A *foreignError says
	// that its place is taken.
	put(ctx context.Context, t *task, s *stage) error

	// keep says that the bundle of a task, if there is one, stays as it is.
	keep(t *task) error
}
