package archive

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// standIns are names of the files to which servers send whoever asks for a
// picture that is gone, or not for strangers: Imgur's removed.png, Yahoo's
// photo_unavailable.png.
var standIns = []string{
	"removed", "imageremoved", "deleted", "imagedeleted", "expired", "missing", "imagemissing",
	"404", "403", "410", "error", "404error", "error404", "notfound", "imagenotfound", "filenotfound",
	"noimage", "noimg", "noimageavailable", "nophoto", "nopic", "nopicture", "nothumb",
	"unavailable", "notavailable", "imageunavailable", "imagenotavailable", "photounavailable", "photounavailablel",
	"hotlink", "hotlinking", "nohotlink", "nohotlinking", "antileech", "noleech", "daolian", "fangdaolian",
	"forbidden", "denied", "accessdenied", "blocked", "bandwidthexceeded", "bwe",
	"placeholder", "blank", "spacer", "1x1",
}

// standIn is the name of the file that an answer led to if that stands for
// pictures that are not given, "" if it does not. An author may show a picture
// that is called so; what is asked for by that name is none.
func standIn(asked, got string) string {
	to, err := url.Parse(got)
	if err != nil {
		return ""
	}
	name := fileName(to)
	if from, err := url.Parse(asked); err == nil && fileName(from) == name {
		return ""
	}
	if !slices.Contains(standIns, strings.NewReplacer("-", "", "_", "", " ", "").Replace(name)) {
		return ""
	}
	return path.Base(to.Path)
}

// isForStrangers tells whether what was had is something else to which the server
// has sent us, perhaps because we did not say where the picture is shown.
func (got *fetched) isForStrangers(address string) bool {
	return got != nil && got.Final != "" && (got.placeholder != "" || standIn(address, got.Final) != "")
}
