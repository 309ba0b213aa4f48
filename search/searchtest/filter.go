package searchtest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tuoyuquan/search"
)

// parseFilter reads the filter expressions that the adapter writes: terms joined by AND, each "attr IN [...]",
// "attr EXISTS", "attr >= n" or "attr <= n". Strings are in double quotes with \" inside. Anything left over is an error,
// so that a value that breaks out of its quotes is found.
func parseFilter(expr string, filterable []string, q *search.Query) error {
	q.Filter, q.Ranges = map[string][]string{}, map[string]search.Range{}
	for rest := expr; ; {
		attr, after, _ := strings.Cut(rest, " ")
		if !slices.Contains(filterable, attr) {
			return fmt.Errorf("attribute `%s` is not filterable", attr)
		}
		var err error
		if rest, err = parseTerm(attr, after, q); err != nil {
			return err
		}
		if rest == "" {
			return nil
		}
		var ok bool
		if rest, ok = strings.CutPrefix(rest, " AND "); !ok {
			return fmt.Errorf("found unexpected characters at the end of the filter: `%s`", rest)
		}
	}
}

func parseTerm(attr, rest string, q *search.Query) (string, error) {
	if after, ok := strings.CutPrefix(rest, "IN ["); ok {
		values, after, err := parseList(after)
		if err != nil {
			return "", err
		}
		if attr == "kind" {
			q.Kinds = values
		} else {
			q.Filter[strings.TrimPrefix(attr, "f_")] = values
		}
		return after, nil
	}
	if after, ok := strings.CutPrefix(rest, "EXISTS"); ok && attr == "body" {
		return after, nil // looked for in bodies, so only documents with one are found
	}
	name := strings.TrimPrefix(attr, "n_")
	r := q.Ranges[name]
	if after, ok := strings.CutPrefix(rest, "EXISTS"); ok {
		q.Ranges[name] = r
		return after, nil
	}
	for _, op := range []string{">= ", "<= "} {
		after, ok := strings.CutPrefix(rest, op)
		if !ok {
			continue
		}
		number, tail := after, ""
		if i := strings.IndexByte(after, ' '); i >= 0 {
			number, tail = after[:i], after[i:]
		}
		x, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return "", err
		}
		if op == ">= " {
			r.Min = &x
		} else {
			r.Max = &x
		}
		q.Ranges[name] = r
		return tail, nil
	}
	return "", fmt.Errorf("was expecting an operation after `%s`, got `%s`", attr, rest)
}

// parseList reads quoted strings up to the closing bracket.
func parseList(s string) (values []string, rest string, err error) {
	for {
		if s == "" || s[0] != '"' {
			return nil, "", errors.New("was expecting a quoted value")
		}
		var b strings.Builder
		i := 1
		for ; i < len(s) && s[i] != '"'; i++ {
			if s[i] == '\\' && i+1 < len(s) && s[i+1] == '"' {
				i++
			}
			b.WriteByte(s[i])
		}
		if i == len(s) {
			return nil, "", errors.New("expression is missing the closing quote")
		}
		values = append(values, b.String())
		s = s[i+1:]
		switch {
		case strings.HasPrefix(s, ", "):
			s = s[2:]
		case strings.HasPrefix(s, "]"):
			return values, s[1:], nil
		default:
			return nil, "", errors.New("expected only comma-separated values")
		}
	}
}
