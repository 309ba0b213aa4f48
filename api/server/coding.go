package server

import (
	"bytes"
	"strconv"
)

// The content codings a reply can have.
const (
	codingPlain  = ""
	codingGzip   = "gzip"
	codingBrotli = "br"
)

// bestCoding picks from an Accept-Encoding header: brotli, gzip or plain, by the weights given, the smaller one first
// between equals. Without a header nothing is compressed.
func bestCoding(header []byte) string {
	br, zip := codingWeight(header, codingBrotli), codingWeight(header, codingGzip)
	switch {
	case br > 0 && br >= zip:
		return codingBrotli
	case zip > 0:
		return codingGzip
	default:
		return codingPlain
	}
}

// codingWeight is the weight from 0 to 1 that an Accept-Encoding header gives a coding (RFC 9110, 12.5.3); 0 is "not
// acceptable". A weight that cannot be read is none.
func codingWeight(header []byte, coding string) float64 {
	any := 0.0
	for part := range bytes.SplitSeq(header, []byte(",")) {
		name, rest, _ := bytes.Cut(part, []byte(";"))
		name = bytes.TrimSpace(name)
		if bytes.EqualFold(name, []byte(coding)) {
			return weightOf(rest)
		}
		if string(name) == "*" {
			any = weightOf(rest)
		}
	}
	return any
}

// weightOf reads the parameters behind a coding or a media type: 1 without a q.
func weightOf(params []byte) float64 {
	for param := range bytes.SplitSeq(params, []byte(";")) {
		name, value, ok := bytes.Cut(bytes.TrimSpace(param), []byte("="))
		if !ok || !bytes.EqualFold(bytes.TrimSpace(name), []byte("q")) {
			continue
		}
		q, err := strconv.ParseFloat(string(bytes.TrimSpace(value)), 64)
		if err != nil || q < 0 || q > 1 {
			return 0
		}
		return q
	}
	return 1
}

// acceptsHTML reports whether an Accept header asks for a page by name, as browsers do when somebody follows a link.
func acceptsHTML(header []byte) bool {
	for part := range bytes.SplitSeq(header, []byte(",")) {
		name, params, _ := bytes.Cut(part, []byte(";"))
		if bytes.EqualFold(bytes.TrimSpace(name), []byte("text/html")) {
			return weightOf(params) > 0
		}
	}
	return false
}
