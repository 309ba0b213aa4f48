//go:build ignore

// This program rebuilds simplify.txt and phrases.txt from the sources named in README.md of this folder:
//
//	go run generate.go OPENCC_DATA_FOLDER PYPINYIN_PHRASES_DICT.JSON
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: go run generate.go OPENCC_DATA_FOLDER PYPINYIN_PHRASES_DICT.JSON")
	}
	if err := writeSimplify(os.Args[1]); err != nil {
		log.Fatal(err)
	}
	if err := writePhrases(os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

// readPairs reads "from TAB to [to ...]" lines of single characters, keeping the first target.
func readPairs(path string) (map[rune]rune, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	pairs := map[rune]rune{}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		from, to, ok := strings.Cut(sc.Text(), "\t")
		if !ok || strings.HasPrefix(from, "#") {
			continue
		}
		to, _, _ = strings.Cut(to, " ")
		a, b := []rune(from), []rune(to)
		if len(a) == 1 && len(b) == 1 {
			pairs[a[0]] = b[0]
		}
	}
	return pairs, sc.Err()
}

func writeSimplify(folder string) error {
	all := map[rune]rune{}
	for _, name := range []string{"TSCharacters.txt", "TSCharactersExt.txt"} {
		pairs, err := readPairs(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		for from, to := range pairs {
			if from != to {
				all[from] = to
			}
		}
	}
	for _, name := range []string{"HKVariantsRev.txt", "TWVariantsRev.txt"} { // regional forms of traditional characters
		pairs, err := readPairs(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		for from, to := range pairs {
			if s, ok := all[to]; ok {
				to = s
			}
			if _, have := all[from]; !have && from != to {
				all[from] = to
			}
		}
	}
	keys := make([]rune, 0, len(all))
	for from := range all {
		keys = append(keys, from)
	}
	slices.Sort(keys)
	var b strings.Builder
	b.WriteString("# Traditional character followed by its simplified form, from OpenCC (Apache-2.0), see README.md. Generated, do not edit.\n")
	for i, from := range keys {
		b.WriteRune(from)
		b.WriteRune(all[from])
		if i%40 == 39 {
			b.WriteByte('\n')
		}
	}
	b.WriteByte('\n')
	return os.WriteFile("simplify.txt", []byte(b.String()), 0o644)
}

// plain removes tone marks: "lǜ" is "lv".
func plain(s string) string {
	s = strings.NewReplacer("ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ɡ", "g").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func usual(r rune) string {
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	return plain(first)
}

// writePhrases reads a JSON object of word: [[reading, ...], ...], one list a character.
func writePhrases(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var all map[string][][]string
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	lines := map[string]string{}
	for text, reads := range all {
		word := []rune(text)
		if len(word) < 2 || len(word) > 4 || len(reads) != len(word) {
			continue
		}
		differs := false
		var syl []string
		for i, r := range reads {
			p, u := plain(r[0]), usual(word[i])
			if u == "" {
				differs = false
				break
			}
			syl = append(syl, p)
			differs = differs || p != u
		}
		if differs {
			lines[text] = strings.Join(syl, " ")
		}
	}
	words := make([]string, 0, len(lines))
	for w := range lines {
		words = append(words, w)
	}
	slices.Sort(words)
	var b strings.Builder
	b.WriteString("# Words with a character that is not read in its usual way, from pypinyin (MIT), see README.md. Generated, do not edit.\n")
	for _, w := range words {
		fmt.Fprintf(&b, "%s %s\n", w, lines[w])
	}
	return os.WriteFile("phrases.txt", []byte(b.String()), 0o644)
}
