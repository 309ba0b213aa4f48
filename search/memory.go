package search

import "context"

// Memory is the in-process index.
type Memory struct{}

// NewMemory returns an empty index.
func NewMemory() *Memory { return &Memory{} }

// Search implements Index.
func (m *Memory) Search(ctx context.Context, _ Query) (Result, error) { return Result{}, ctx.Err() }

// Put implements Index.
func (m *Memory) Put(ctx context.Context, _ []Doc) error { return ctx.Err() }

// Delete implements Index.
func (m *Memory) Delete(ctx context.Context, _ []string) error { return ctx.Err() }

// Replace implements Index.
func (m *Memory) Replace(ctx context.Context, _ []Doc) error { return ctx.Err() }

// Close implements Index.
func (m *Memory) Close() error { return nil }
