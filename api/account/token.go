package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
)

// newToken returns 256 bits nobody can guess.
func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashToken is what the database keeps of a token. A token has so many bits that a plain hash tells nothing of it.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// newDigits returns the six digits of a message.
func newDigits() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails
	text := n.String()
	return strings.Repeat("0", 6-len(text)) + text
}

// wordAlphabet has neither vowels, so that no word comes out, nor signs that are taken for one another.
const wordAlphabet = "23456789BCDFGHJKLMNPQRSTVWXYZ"

// wordLength gives a word 82 bits: nobody finds one by trying.
const wordLength = 17

// newWord returns a word that can be read out and typed: BCDF-2345-….
func newWord() string {
	var b strings.Builder
	for i := range wordLength {
		if i > 0 && i%4 == 0 && i < wordLength-1 {
			b.WriteByte('-')
		}
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(wordAlphabet)))) // never fails
		b.WriteByte(wordAlphabet[n.Int64()])
	}
	return b.String()
}

// plainWord takes what people add to a word when they type or paste it.
func plainWord(word string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		if !strings.ContainsRune(wordAlphabet, r) {
			return -1
		}
		return r
	}, word)
}
