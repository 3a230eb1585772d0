package convert

import "time"

// MayHide tells whether the program may build no page of a post: of a draft,
// and of one that is published, or gone, on a day of which it is not sure that
// the program has come to it.
func (t *Target) MayHide(fm *FrontMatter, now time.Time) bool {
	if t.Name == TargetObsidian || t.Name == TargetMkDocs {
		return false
	}
	early := now.Add(-24 * time.Hour) // in whichever zone that is read
	if fm.Draft || fm.Date.After(early) {
		return true
	}
	if t.Name != TargetHugo {
		return false
	}
	for _, key := range []string{"publishDate", "pubDate"} {
		if s := fm.root.textOf(key); s != "" {
			if d, ok := parseDate(s); !ok || d.After(early) {
				return true
			}
		}
	}
	for _, key := range []string{"expiryDate", "unpublishDate", "headless", "build", "_build"} {
		if fm.root.get(key) != nil {
			return true
		}
	}
	return false
}
