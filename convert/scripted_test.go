package convert

import "testing"

// The address of a film as Plyr, Elementor, APlayer and frames in attributes
// tell it; what is no address of a recording tells none.
func TestScriptedAddresses(t *testing.T) {
	for _, c := range []struct{ what, got, want string }{
		{"Plyr's of YouTube", plyr("youtube", "bTqVqk7FSmY"), youTube + "bTqVqk7FSmY"},
		{"Plyr's of Vimeo", plyr("vimeo", "76979871"), "https://player.vimeo.com/video/76979871"},
		{"Plyr's with an address", plyr("vimeo", "https://vimeo.com/76979871"), "https://vimeo.com/76979871"},
		{"Plyr's of another", plyr("html5", "x"), ""},
		{"Plyr's with a path", plyr("youtube", "../x"), ""},
		{"Plyr's without one", plyr("youtube", ""), ""},

		{"Elementor's first", elementorVideo(`{"youtube_url":"https://youtu.be/x","video_type":"youtube"}`), "https://youtu.be/x"},
		{"Elementor's of no kind", elementorVideo(`{"youtube_url":"https://youtu.be/x","vimeo_url":"v"}`), "https://youtu.be/x"},
		{"Elementor's of Vimeo", elementorVideo(`{"youtube_url":"y","vimeo_url":"https://vimeo.com/1","video_type":"vimeo"}`), "https://vimeo.com/1"},
		{"Elementor's of Dailymotion", elementorVideo(`{"youtube_url":"y","dailymotion_url":"https://dai.ly/1","video_type":"dailymotion"}`), "https://dai.ly/1"},
		{"Elementor's of VideoPress", elementorVideo(`{"youtube_url":"y","videopress_url":"https://videopress.com/v/1","video_type":"videopress"}`), "https://videopress.com/v/1"},
		{"Elementor's of another type", elementorVideo(`{"youtube_url":["y"],"video_type":"vimeo","vimeo_url":"https://vimeo.com/1"}`), "https://vimeo.com/1"},
		{"Elementor's broken", elementorVideo(`{"youtube_url":`), ""},

		{"a song of NetEase", song("netease", "song", "5264842"), "https://music.163.com/#/song?id=5264842"},
		{"a list of NetEase", song("netease", "playlist", "60198"), "https://music.163.com/#/playlist?id=60198"},
		{"a song of Tencent", song("tencent", "song", "004EMC8M3vDGFk"), "https://y.qq.com/n/ryqq/songDetail/004EMC8M3vDGFk"},
		{"an album of Tencent", song("tencent", "album", "x1"), "https://y.qq.com/n/ryqq/album/x1"},
		{"a song of another", song("kugou", "song", "1"), ""},
		{"a song that is none", song("netease", "song", "1 2"), ""},

		{"a frame", frameIn(`<p>a</p><IFRAME width=1 src="https://e.example/f"></iframe>`), "https://e.example/f"},
		{"the first of two", frameIn(`<iframe src="https://e.example/1"/><iframe src="https://e.example/2">`), "https://e.example/1"},
		{"no frame", frameIn(`<p>iframe</p></iframe>`), ""},
		{"nothing", frameIn(""), ""},

		{"a word behind a prefix", prefixedWord("a b-c d-e", "d-"), "e"},
		{"no such word", prefixedWord("xd-e", "d-"), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

// What may stand in an address as the name of a recording, and what would make
// another address of it.
func TestIsPlayerID(t *testing.T) {
	for s, want := range map[string]bool{
		"bTqVqk7FSmY": true, "76979871": true, "a_b-c.d": true, "中": true,
		"": false, "a/b": false, "a?b": false, "a#b": false, `a"b`: false, "a'b": false, "a b": false, "a\nb": false,
	} {
		if got := isPlayerID(s); got != want {
			t.Errorf("isPlayerID(%q) = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]bool{
		"https://www.youtube.com/embed/x": true, "//www.youtube-nocookie.com/embed/x": true, "https://player.vimeo.com/video/1": true,
		"https://player.bilibili.com/player.html?bvid=x": true,
		"https://www.youtube.com/watch?v=x":              false, "youtube.com/embed/x": false, "javascript:'youtube.com/embed/'": false,
	} {
		if got := isFrameOfPlayer(s); got != want {
			t.Errorf("isFrameOfPlayer(%q) = %v, want %v", s, got, want)
		}
	}
}
