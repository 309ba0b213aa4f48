package store

import (
	"context"
	"database/sql"
	"sync/atomic"

	"tuoyuquan/api/care"
)

// On PostgreSQL the vault's tables are granted to the role vaultRole and to nobody else; their owner, who makes migrations, has
// taken its own rights to their rows away. A transaction gets them with SET LOCAL ROLE and gives them back at the end of InVault.
// vaultDoor stands between the role and the user of the service: it does not inherit, so that the user may take the role and does
// not have its rights without taking it, whatever the user itself inherits and in every version of PostgreSQL.
const (
	vaultRole = "tuoyuquan_vault"
	vaultDoor = "tuoyuquan_vault_door"
)

// vaultTables are the tables of the vault.
var vaultTables = []string{"vault_identity", "vault_file", "vault_opening", "vault_watch", "vault_hold"}

// VaultGuard says what keeps ordinary transactions from the vault.
type VaultGuard string

// The guards.
const (
	GuardKey       VaultGuard = "key"       // SQLite: there are no roles. What names somebody is sealed with a key of its own
	GuardRole      VaultGuard = "role"      // PostgreSQL: the tables are granted to a role that ordinary transactions do not have
	GuardSuperuser VaultGuard = "superuser" // there is a role, but the database user is above all roles
	GuardMissing   VaultGuard = "missing"   // the database user may not make roles, and nobody has made them: only the key is left
)

// guarded remembers what a transaction must do to touch the vault: it does not change while a process runs.
type guarded struct{ known atomic.Int32 }

const (
	guardUnknown int32 = iota
	guardNone          // nothing to do
	guardTake          // take the role
)

// enterVault gives the transaction the rights of the vault and returns what takes them back.
func (w *work) enterVault(ctx context.Context) (leave func() error, err error) {
	nothing := func() error { return nil }
	if !w.in.roles {
		return nothing, nil
	}
	how := w.guard.known.Load()
	if how == guardUnknown {
		state, err := vaultState(ctx, w.tx)
		switch {
		case err != nil:
			return nil, err
		case state.role:
			how = guardTake
		case state.open:
			how = guardNone
		default:
			return nil, care.Errorf(care.Unavailable, care.CodeUnsafeSettings, vaultRole,
				"the database user may neither read the vault nor take the role %s; see \"The vault\" in README", vaultRole)
		}
		w.guard.known.Store(how)
	}
	if how == guardNone {
		return nothing, nil
	}
	if _, err := w.tx.ExecContext(ctx, "SET LOCAL ROLE "+vaultRole); err != nil {
		return nil, err
	}
	return func() error {
		_, err := w.tx.ExecContext(ctx, "RESET ROLE") // of a transaction that failed already, nothing is kept anyway
		return err
	}, nil
}

// VaultGuard says what keeps ordinary transactions of this program from the vault, by asking the database.
func (s *Store) VaultGuard(ctx context.Context) (VaultGuard, error) {
	if !s.dialect.roles {
		return GuardKey, nil
	}
	state, err := vaultState(ctx, s.reader)
	switch {
	case err != nil:
		return "", translate(err)
	case !state.role:
		return GuardMissing, nil
	case state.open:
		return GuardSuperuser, nil
	default:
		return GuardRole, nil
	}
}

// vaultFacts are how the user of a connection stands to the vault.
type vaultFacts struct {
	role bool // may take the role, and the role has the tables
	open bool // may read the tables without it
}

type queryRower interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// canTake is whether the user who signed in may take a role: before PostgreSQL 16 every member may.
const canTake = `pg_has_role(session_user, r.oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)`

func vaultState(ctx context.Context, db queryRower) (f vaultFacts, err error) {
	err = db.QueryRowContext(ctx, `SELECT
  COALESCE((SELECT `+canTake+` AND has_table_privilege(r.oid, 'vault_identity', 'SELECT') FROM pg_roles r WHERE r.rolname = '`+vaultRole+`'), FALSE),
  has_table_privilege(current_user, 'vault_identity', 'SELECT')`).Scan(&f.role, &f.open)
	return f, err
}

// lockVault makes the role where the database user may, and grants the vault's tables to it alone. Replicas may call it at the same
// time, and it may be called again. Where the role cannot be had, the tables stay as they are: VaultGuard tells.
func (s *Store) lockVault(ctx context.Context) error {
	if !s.dialect.roles {
		return nil
	}
	s.guard.known.Store(guardUnknown)
	if err := s.makeVaultRole(ctx); err != nil {
		return err
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	if err := oneAtATime(ctx, tx); err != nil {
		return err
	}
	var may, owner, usage bool
	err = tx.QueryRowContext(ctx, `SELECT
  COALESCE((SELECT `+canTake+` FROM pg_roles r WHERE r.rolname = '`+vaultRole+`'), FALSE),
  (SELECT pg_has_role(current_user, c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = 'vault_identity'::regclass),
  COALESCE((SELECT has_schema_privilege(r.oid, current_schema(), 'USAGE') FROM pg_roles r WHERE r.rolname = '`+vaultRole+`'), FALSE)`).Scan(&may, &owner, &usage)
	if err != nil || !may || !owner {
		return err
	}
	if !usage {
		var schema string
		if err := tx.QueryRowContext(ctx, "SELECT quote_ident(current_schema())").Scan(&schema); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "GRANT USAGE ON SCHEMA "+schema+" TO "+vaultRole); err != nil {
			return err
		}
	}
	for _, table := range vaultTables {
		if err := lockTable(ctx, tx, table); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// lockTable grants a table to the vault's role and to nobody else, unless that is so.
func lockTable(ctx context.Context, tx *sql.Tx, table string) error {
	var others, ours int
	var owner string
	err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FILTER (WHERE a.grantee <> r.oid), COUNT(*) FILTER (WHERE a.grantee = r.oid),
  MIN(quote_ident(pg_get_userbyid(c.relowner)))
FROM pg_roles r, pg_class c LEFT JOIN LATERAL aclexplode(COALESCE(c.relacl, acldefault('r', c.relowner))) a ON TRUE
WHERE c.oid = $1::regclass AND r.rolname = '`+vaultRole+`'`, table).Scan(&others, &ours, &owner)
	if err != nil || (others == 0 && ours >= 4) {
		return err
	}
	for _, statement := range []string{
		"REVOKE ALL ON " + table + " FROM PUBLIC", "REVOKE ALL ON " + table + " FROM " + owner,
		"GRANT SELECT, INSERT, UPDATE, DELETE ON " + table + " TO " + vaultRole,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// makeVaultRole makes what is missing of the role and the door to it, where the database user may make roles.
func (s *Store) makeVaultRole(ctx context.Context) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	if err := oneAtATime(ctx, tx); err != nil {
		return err
	}
	var may, role, door, member bool
	err = tx.QueryRowContext(ctx, `SELECT
  (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user),
  EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '`+vaultRole+`'), EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '`+vaultDoor+`'),
  COALESCE((SELECT `+canTake+` FROM pg_roles r WHERE r.rolname = '`+vaultRole+`'), FALSE)`).Scan(&may, &role, &door, &member)
	if err != nil || member || !may {
		return err
	}
	var statements []string
	if !role {
		statements = append(statements, "CREATE ROLE "+vaultRole+" NOLOGIN")
	}
	if !door {
		statements = append(statements, "CREATE ROLE "+vaultDoor+" NOLOGIN NOINHERIT")
	}
	for _, statement := range append(statements, "GRANT "+vaultRole+" TO "+vaultDoor, "GRANT "+vaultDoor+" TO CURRENT_USER") {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			if refusedByRole(err) { // somebody else's roles: VaultGuard tells
				return nil
			}
			return err
		}
	}
	return tx.Commit()
}

// oneAtATime lets one process of a database at a time change who may what.
func oneAtATime(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtext('tuoyuquan vault'))")
	return err
}
