package archive

import (
	"os"
	"strings"
)

// readmeFile stands at the root of an archive, for somebody who finds it and
// has never heard of markive.
const readmeFile = "README.txt"

const readme = `This is an archive of blog posts, written by markive.

If there is an index.html here, open it in a browser: it lists and searches all
posts.

Each folder that holds a file named index.md is one post and needs nothing
outside itself:

  index.md              the post: its front matter, then Markdown (plain text)
  index.html            the same, if it is there, to be read in a browser
  images/               the pictures that it shows
  source.txt            the file it was made from, byte for byte
  markive.json          where everything came from, and what is missing (JSON)
  manifest-sha256.txt   the SHA-256 checksum of every other file

To check a post, run this in its folder:

  sha256sum -c manifest-sha256.txt

To check all of them:

  find . -name '.*' ! -name . -prune -o -name manifest-sha256.txt \
    -execdir sha256sum --quiet -c {} \;

No output and no error means that every byte is as it was written. Where there
is a file bagit.txt instead, the folder is a BagIt bag (RFC 8493) and the post
is below data/; the same command checks it.

The folder .markive holds the state of the program, which makes it anew, and
what it has taken out of the archive: below damaged, posts as they were before
they were mended, and below pruned, posts that were gone. Look there before you
delete it.
`

// maxReadme bounds one of somebody else's in a pack, which is copied.
const maxReadme = 1 << 20

// damagedReadme is what verify says of it.
var damagedReadme = Damage{readmeFile, ClassChanged, "its bytes are not those that were written"}

// hasDamagedReadme looks at the README.txt of an archive that is a folder.
func hasDamagedReadme(root *os.Root) bool {
	data, err := readRegular(root, readmeFile, int64(len(readme)))
	return err == nil && isReadmeDamaged(data)
}

// isReadmeDamaged tells whether a README.txt is what damage has made of ours:
// a few other bytes, its beginning, or nothing but zeros, as after a power cut.
// Any other text is that of another version, or its owner's.
func isReadmeDamaged(data []byte) bool {
	text := string(data)
	if strings.Trim(text, "\x00") == "" {
		return true
	}
	if len(text) != len(readme) {
		return strings.HasPrefix(readme, text)
	}
	others := 0
	for i := range len(text) {
		if text[i] != readme[i] {
			others++
		}
	}
	return others > 0 && others <= len(text)/10
}
