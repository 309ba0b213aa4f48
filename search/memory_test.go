package search_test

import (
	"testing"

	"tuoyuquan/search"
	"tuoyuquan/search/searchtest"
)

func TestMemory(t *testing.T) {
	searchtest.Run(t, func(*testing.T) search.Index { return search.NewMemory() })
}
