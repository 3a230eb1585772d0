package archive

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strconv"
)

// Bundles and assets in the making stand in districts, so many in each, which a
// file system may lay far apart (spread). Where many files were deleted a
// short time ago, ext4 walks over every one of them for every new one of the
// same block group (recently_deleted in its ialloc.c): that tripled the kernel's
// work when an archive was written anew. Districts are small for this, and
// large enough that neighbours stay neighbours on a disk that turns.
const districtSize = 16

// district calls do with the place of the nth thing below dir, a folder of
// root that may be ".", and makes its district if that isn't there. It returns
// the place.
func district(root *os.Root, dir string, n int64, name string, do func(place string) error) (string, error) {
	d := path.Join(dir, "d"+strconv.FormatInt(n/districtSize, 10))
	place := d + "/" + name
	err := do(place)
	if errors.Is(err, fs.ErrNotExist) {
		if err = root.Mkdir(d, 0o755); err == nil || errors.Is(err, fs.ErrExist) {
			err = do(place)
		}
	}
	return place, err
}
