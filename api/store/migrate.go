package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the schema up to date and writes the default rules that are not there yet. Replicas may call it at the
// same time. It refuses, with migration_pending, a database that a newer version of the program has migrated.
func (s *Store) Migrate(ctx context.Context) error {
	p, err := s.migrations(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if have, want, err := s.versions(ctx, p); err != nil {
		return fmt.Errorf("migrate: %w", err)
	} else if have > want {
		return fmt.Errorf("migrate: %w", tooNew(have, want))
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	if err := s.protect(ctx); err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	if err := s.lockVault(ctx); err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	return s.write(ctx, "seed rules", func(w *work) error {
		for _, r := range care.DefaultRules() {
			if _, err := w.SeedRule(ctx, db.SeedRuleParams(ruleRow(r))); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) migrations(ctx context.Context) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.dialect.goose == goose.DialectPostgres {
		// One lock per schema, so that databases that share a server do not wait for one another.
		var schema string
		if err := s.reader.QueryRowContext(ctx, "SELECT current_schema()").Scan(&schema); err != nil {
			return nil, translate(err)
		}
		id := fnv.New32a()
		_, _ = id.Write([]byte("tuoyuquan migrate " + schema))
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(int64(id.Sum32())), lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(s.dialect.goose, s.writer, files, options...)
}

// Ready says whether the database answers and has exactly this version's schema: nil, or a care.Error that says what to do
// (unavailable, timeout or migration_pending).
func (s *Store) Ready(ctx context.Context) error {
	p, err := s.migrations(ctx)
	if err != nil {
		return err
	}
	switch have, want, err := s.versions(ctx, p); {
	case err != nil:
		return fmt.Errorf("database: %w", err)
	case have > want:
		return tooNew(have, want)
	case have < want:
		return care.Errorf(care.Unavailable, care.CodeMigrationPending, "",
			"the database is at version %d and this program needs %d: run tuoyuquan migrate", have, want)
	default:
		return nil
	}
}

// versions returns the version of the schema that is there, 0 for none, and the one this program needs.
func (s *Store) versions(ctx context.Context, p *goose.Provider) (have, want int64, err error) {
	sources := p.ListSources()
	var version sql.NullInt64
	err = translate(s.reader.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version WHERE is_applied").Scan(&version))
	if care.Is(err, care.CodeMigrationPending) {
		err = nil // no table of versions: an empty database
	}
	return version.Int64, sources[len(sources)-1].Version, err
}

func tooNew(have, want int64) error {
	return care.Errorf(care.Unavailable, care.CodeMigrationPending, "",
		"the database is at version %d, made by a newer program; this one knows up to %d: install the newer program", have, want)
}
