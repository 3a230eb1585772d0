package archive

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// persist makes as many attempts as its failures are worth.
func (w *web) persist(ctx context.Context, t try) (*fetched, *failure) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.Multiplier = w.tune.backoff, 2
	var last *failure
	var cookies http.CookieJar
	t.set = &cookies
	n := 1
	if t.referer {
		n = 2 // the first was made without
	}
	for ; ; n++ {
		got, f := w.attempt(ctx, t)
		switch {
		case f == nil:
			return got, nil
		case f.class == ClassHostDown && last != nil:
			return nil, last.before(f.down) // it was this address too that took the host down
		case f.wire && !t.fresh:
			last, t.fresh = f, true // which is no news of the server, so at once
			continue
		case n >= min(f.tries, w.tune.Attempts):
			return nil, f
		}
		if w.tune.sleep(ctx, max(pause.NextBackOff(), f.after)) != nil {
			return nil, interrupted
		}
		// A neighbour may have spoilt the connection, by a surplus byte say.
		last, t.fresh, t.old, t.jar = f, true, t.old || f.old, cookies
		t.asItIs = t.asItIs || f.packed
	}
}

// statusFailure judges an answer other than 200.
func (w *web) statusFailure(u *url.URL, resp *http.Response) *failure {
	f := fail(ClassHTTPStatus, strings.TrimSpace(fmt.Sprint(resp.StatusCode, " ", http.StatusText(resp.StatusCode))))
	f.status = resp.StatusCode
	switch resp.StatusCode {
	case http.StatusProxyAuthRequired:
		if w.proxied != nil && u.Scheme == "http" {
			return wantsPassword()
		}
		return f
	case http.StatusUnauthorized, http.StatusForbidden:
		f.referer = true
		return f
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		520, 521, 522, 523, 524, 527: // what Cloudflare says where others say 502 or 504
	default:
		return f
	}
	busy := resp.StatusCode == http.StatusTooManyRequests // meant for us, whatever the address
	f.after = retryAfter(resp.Header.Get("Retry-After"), time.Now())
	if f.after > w.tune.RetryAfter {
		f.host = busy
		f.detail += ", and not to be asked again soon"
		return f
	}
	if busy {
		w.hosts.of(u).host.leaveAlone(max(f.after, w.tune.backoff)) // some say it without a time
	}
	return f.worth(triesTransient)
}

// retryAfter reads a Retry-After header; what is none asks for nothing.
func retryAfter(s string, now time.Time) time.Duration {
	s = strings.TrimSpace(s)
	if s != "" && strings.Trim(s, "0123456789") == "" {
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil {
			n = 1 << 31
		}
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
