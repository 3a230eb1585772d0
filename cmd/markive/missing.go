package main

import (
	"fmt"
	"strings"

	"github.com/markive/markive/archive"
)

// missingLines groups missing images by host and reason, the largest groups
// first. Those beyond the limit are told by reason alone. past is the host of the
// web archive, if one was asked instead of all others.
func missingLines(problems []archive.Problem, past string) string {
	counts := map[string]int{}
	for i := range problems {
		if p := &problems[i]; p.Address != "" {
			host := hostOf(p.Address)
			if _, inPast := pastDetail(p); inPast {
				host = past
			}
			counts[host+"\t"+reasonOf(p)]++
		}
	}
	all := shares(counts)
	if len(all) <= maxGroups {
		return table(all, maxGroups)
	}
	return table(append(all[:maxGroups:maxGroups], byReason(all[maxGroups:])...), 2*maxGroups)
}

// byReason joins groups of one reason each.
func byReason(groups []share) []share {
	hosts, images := map[string]int{}, map[string]int{}
	for _, g := range groups {
		_, reason, _ := strings.Cut(g.Name, "\t")
		hosts[reason]++
		images[reason] += g.N
	}
	joined := shares(images)
	for i := range joined {
		joined[i].Name = fmt.Sprintf("%s\t%s", count(hosts[joined[i].Name], "other host"), joined[i].Name)
	}
	return joined
}

// reasonOf is the class of a problem, with the status where that is the reason.
func reasonOf(p *archive.Problem) string {
	detail, inPast := pastDetail(p)
	if p.Class == archive.ClassHTTPStatus {
		if code, _, _ := strings.Cut(detail, " "); len(code) == 3 && strings.Trim(code, "0123456789") == "" {
			return string(p.Class) + " " + code
		}
		if inPast {
			return detail // no copy
		}
	}
	return string(p.Class)
}

// pastDetail returns the detail of a problem, and whether it is what a web archive
// said that was asked instead of all others.
func pastDetail(p *archive.Problem) (detail string, inPast bool) {
	return strings.CutPrefix(p.Detail, "in the web archive: ")
}

// refusalLines tells of pictures that may be none, and how their files are called.
func refusalLines(refusals []archive.Refusal) string {
	all := make([]share, len(refusals))
	for i, r := range refusals {
		all[i] = share{fmt.Sprintf("%s\t*-%.8s.* in %s", r.Host, r.SHA256, count(r.Posts, "post")), r.Pictures}
	}
	return table(all, maxGroups)
}
