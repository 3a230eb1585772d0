package archive

import (
	"fmt"
	"strings"
)

// A Format says how the files of a bundle are laid out.
type Format string

const (
	// FormatPlain has the files at the top of the bundle, with one list of
	// checksums beside them.
	FormatPlain Format = ""

	// FormatBag makes a bag of every bundle (BagIt 1.0, RFC 8493): the same
	// files are below data, and the list of checksums names them there.
	FormatBag Format = "bag"
)

// Files of a bag beside its payload (RFC 8493, section 2).
const (
	bagFile    = "bagit.txt"
	bagInfo    = "bag-info.txt"
	tagFile    = "tagmanifest-sha256.txt"
	payloadDir = "data"
)

// bagDeclaration is what bagit.txt says (section 2.1.1).
const bagDeclaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

// payload is what stands before the paths of a bundle's own files.
func (f Format) payload() string {
	if f == FormatBag {
		return payloadDir + "/"
	}
	return ""
}

// bagInfoOf says what is in a bag: bytes and files of its payload (section
// 2.2.2), so that a cut transfer is seen before a byte is hashed.
func bagInfoOf(files []ManifestFile, version string) string {
	agent := "markive"
	if version != "" {
		agent += " " + version
	}
	return "Bag-Software-Agent: " + agent + "\n" + oxum(files) + "\n"
}

func oxum(files []ManifestFile) string {
	var bytes int64
	for _, f := range files {
		bytes += f.Size
	}
	return fmt.Sprintf("Payload-Oxum: %d.%d", bytes, len(files))
}

// checksums returns a list in the form of sha256sum, which is also that of
// BagIt, with a prefix before every path.
func checksums(files []ManifestFile, prefix string) []byte {
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "%s  %s%s\n", f.SHA256, prefix, f.Path)
	}
	return []byte(b.String())
}
