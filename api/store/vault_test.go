package store_test

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

var vaultTables = []string{"vault_identity", "vault_file", "vault_opening", "vault_watch", "vault_hold"}

// someone puts an identity into the vault.
func someone(ctx context.Context, s *store.Store, box *seal.Box, kase, name, phone string) error {
	return s.WriteVault(ctx, "keep an identity", func(v *store.Vault) error {
		return v.InsertIdentity(ctx, store.NewIdentity{
			ID: "own-" + kase, CaseID: kase, NameSealed: box.Seal("vault.name:"+kase, name), PhoneSealed: box.Seal("vault.phone:"+kase, phone), CreatedAt: 1,
		})
	})
}

func boxOf(t *testing.T, seed byte) *seal.Box {
	t.Helper()
	box, err := seal.New([]byte(strings.Repeat(string(rune(seed)), seal.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// Intake is one transaction: what is of the case and what is of the vault are both kept, or neither.
func TestVaultInOneTransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, box := t.Context(), boxOf(t, 'v')
		keep := func(key string, fail error) error {
			return s.Write(ctx, "intake", func(tx *store.Tx) error {
				if err := tx.AppendChanges(ctx, []care.Change{{Noun: "case", ID: key, Kind: "C1", At: 1, Actor: care.System("test"), Body: []byte("{}")}}); err != nil {
					return err
				}
				err := tx.InVault(ctx, func(v *store.Vault) error {
					if _, known, err := v.Identity(ctx, care.CaseID(key)); err != nil || known { // no row is no end of the rights
						return fmt.Errorf("known %t: %w", known, err)
					}
					return tx.InVault(ctx, func(v *store.Vault) error { // one inside another is the same vault
						return v.InsertIdentity(ctx, store.NewIdentity{ID: key, CaseID: key, NameSealed: box.Seal("n", "甲"), CreatedAt: 1})
					})
				})
				if err != nil {
					return err
				}
				if err := tx.Enqueue(ctx, "test", 1, key); err != nil { // the rights are given back
					return err
				}
				return fail
			})
		}
		if err := keep("a", nil); err != nil {
			t.Fatal(err)
		}
		broken := care.Errorf(care.Invalid, care.CodeInvalid, "", "no")
		if err := keep("b", broken); !care.Is(err, care.CodeInvalid) {
			t.Fatal(err)
		}
		err := s.ReadVault(ctx, "look", func(v *store.Vault) error {
			for id, want := range map[care.CaseID]bool{"a": true, "b": false} {
				if _, known, err := v.Identity(ctx, id); err != nil || known != want {
					t.Errorf("%s: %t, %v", id, known, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		// The negative of the vault's rights: inside it nothing else may be touched where the engine has roles.
		err = s.Write(ctx, "too much", func(tx *store.Tx) error {
			return tx.InVault(ctx, func(*store.Vault) error { _, err := tx.Meta(ctx, "x"); return err })
		})
		if s.Engine() == "postgresql" && (err == nil || !strings.Contains(err.Error(), "permission denied")) {
			t.Errorf("in the vault all else may be read too: %v", err)
		}
	})
}

// On SQLite what names somebody is unreadable without the vault's own key: neither the file nor the other key tells.
func TestVaultHasItsOwnKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, vault, ordinary := t.Context(), boxOf(t, 'v'), boxOf(t, 'o')
		if err := someone(ctx, s, vault, "k", "欧阳保密", "13900001111"); err != nil {
			t.Fatal(err)
		}
		var row store.Identity
		err := s.ReadVault(ctx, "look", func(v *store.Vault) (err error) { row, _, err = v.Identity(ctx, "k"); return err })
		if err != nil {
			t.Fatal(err)
		}
		if name, err := vault.Open("vault.name:k", row.NameSealed); err != nil || name != "欧阳保密" {
			t.Errorf("%q, %v", name, err)
		}
		if _, err := ordinary.Open("vault.name:k", row.NameSealed); err == nil {
			t.Error("the key of everything else opens the vault")
		}
		if _, err := vault.Open("vault.name:other", row.NameSealed); err == nil {
			t.Error("a sealed name opens for another case")
		}
		if vault.Hash("vault.account", "a") == ordinary.Hash("vault.account", "a") {
			t.Error("what is found again in the vault can be computed without its key")
		}
	})
	t.Run("the bytes of the file", func(t *testing.T) {
		address := storetest.SQLiteURL(t)
		s := storetest.Open(t, address)
		if err := someone(t.Context(), s, boxOf(t, 'v'), "k", "欧阳保密", "13900001111"); err != nil {
			t.Fatal(err)
		}
		folder := filepath.Dir(strings.TrimPrefix(address, "sqlite:"))
		files, err := os.ReadDir(folder)
		if err != nil || len(files) == 0 {
			t.Fatal(err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(filepath.Join(folder, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"欧阳保密", "13900001111", base64.RawURLEncoding.EncodeToString([]byte("13900001111"))} {
				if strings.Contains(string(raw), word) {
					t.Errorf("%s holds %q", f.Name(), word)
				}
			}
		}
	})
}

// landlord makes a schema that belongs to a database user without any rights but those said, and returns how that user signs in.
func landlord(t *testing.T, rights string, also func(admin *sql.DB, user string)) (address, user string) {
	t.Helper()
	address = storetest.PostgresURL(t) // skips when there is no server
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	schema := at.Query().Get("search_path")
	admin, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	user = "user_" + schema
	run := func(statements ...string) {
		t.Helper()
		for _, q := range statements {
			if _, err := admin.ExecContext(context.WithoutCancel(t.Context()), q); err != nil {
				t.Errorf("%s: %v", q, err)
			}
		}
	}
	run("CREATE ROLE "+user+" LOGIN "+rights, "ALTER SCHEMA "+schema+" OWNER TO "+user)
	if also != nil {
		also(admin, user)
	}
	t.Cleanup(func() {
		run("DROP OWNED BY "+user+" CASCADE", "REASSIGN OWNED BY "+user+" TO CURRENT_USER", "DROP ROLE "+user, "CREATE SCHEMA IF NOT EXISTS "+schema)
		_ = admin.Close()
	})
	at.User = url.User(user)
	return at.String(), user
}

// prepared is what somebody who may make roles does once; it stands in README.
func prepared(t *testing.T) func(admin *sql.DB, user string) {
	return func(admin *sql.DB, user string) {
		t.Helper()
		if err := storetest.Open(t, storetest.PostgresURL(t)).Ready(t.Context()); err != nil { // a superuser's migration makes the roles
			t.Fatal(err)
		}
		if _, err := admin.ExecContext(t.Context(), "GRANT tuoyuquan_vault_door TO "+user); err != nil {
			t.Fatal(err)
		}
	}
}

// A database user without special rights, as the service is to run with: its ordinary transactions are refused every table of the
// vault, and only a transaction that says so gets in.
func TestOrdinaryTransactionsAreRefusedTheVault(t *testing.T) {
	for name, how := range map[string]struct {
		rights   string
		prepared bool
	}{
		"roles made beforehand":                    {"NOSUPERUSER NOCREATEROLE NOCREATEDB INHERIT", true},
		"roles made beforehand, user inherits not": {"NOSUPERUSER NOCREATEROLE NOCREATEDB NOINHERIT", true},
		"user makes the roles":                     {"NOSUPERUSER CREATEROLE NOCREATEDB INHERIT", false},
	} {
		t.Run(name, func(t *testing.T) {
			var before func(*sql.DB, string)
			if how.prepared {
				before = prepared(t)
			}
			address, user := landlord(t, how.rights, before)
			s := storetest.Open(t, address)
			if guard, err := s.VaultGuard(t.Context()); err != nil || guard != store.GuardRole {
				t.Fatalf("guarded by %s, %v", guard, err)
			}
			refusedTheVault(t, s, user)
			if err := s.Migrate(t.Context()); err != nil { // again, as every start does
				t.Fatal(err)
			}
			refusedTheVault(t, s, user)
		})
	}
}

func refusedTheVault(t *testing.T, s *store.Store, user string) {
	t.Helper()
	ctx := t.Context()
	id := care.NewID()
	if err := someone(ctx, s, boxOf(t, 'v'), id, "欧阳保密", "13900001111"); err != nil {
		t.Fatal(err)
	}
	var who string
	if err := s.Raw().QueryRowContext(ctx, "SELECT current_user").Scan(&who); err != nil || who != user {
		t.Fatalf("signed in as %s, %v", who, err)
	}
	tried := 0
	for _, table := range vaultTables {
		for _, query := range []string{
			"SELECT COUNT(*) FROM " + table, "DELETE FROM " + table, "UPDATE " + table + " SET id = 'x'", "INSERT INTO " + table + " (id) VALUES ('x')",
			"TRUNCATE " + table, "COPY " + table + " TO STDOUT", "SELECT 1 FROM facility WHERE EXISTS (SELECT 1 FROM " + table + ")",
		} {
			_, err := s.Raw().ExecContext(ctx, query)
			if tried++; err == nil || !strings.Contains(err.Error(), "permission denied") {
				t.Errorf("%s: %v", query, err)
			}
		}
	}
	err := s.Write(ctx, "ordinary", func(tx *store.Tx) error { return tx.RunForTest(ctx, "SELECT name_sealed FROM vault_identity") })
	if err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("an ordinary transaction reads the vault: %v", err)
	}
	// The rights end with InVault, not with the transaction; and a connection of the pool keeps none.
	err = s.Write(ctx, "after", func(tx *store.Tx) error {
		if err := tx.InVault(ctx, func(v *store.Vault) error { _, _, err := v.Identity(ctx, care.CaseID(id)); return err }); err != nil {
			return err
		}
		return tx.RunForTest(ctx, "SELECT name_sealed FROM vault_identity")
	})
	if err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("after the vault was left it can still be read: %v", err)
	}
	for range 20 {
		if err := s.Raw().QueryRowContext(ctx, "SELECT current_user").Scan(&who); err != nil || who != user {
			t.Fatalf("a connection stayed %s, %v", who, err)
		}
	}
	t.Logf("%d statements refused", tried)
}

// The negative control, and what is said of it: a superuser's ordinary transactions read the vault, and so do those of a user for
// whom nobody made the roles.
func TestVaultWithoutRoleIsSaid(t *testing.T) {
	t.Run("superuser", func(t *testing.T) {
		s := storetest.Open(t, storetest.PostgresURL(t))
		if guard, err := s.VaultGuard(t.Context()); err != nil || guard != store.GuardSuperuser {
			t.Errorf("%s, %v", guard, err)
		}
		if _, err := s.Raw().ExecContext(t.Context(), "SELECT COUNT(*) FROM vault_identity"); err != nil {
			t.Error(err)
		}
	})
	t.Run("nobody made the roles", func(t *testing.T) {
		address, _ := landlord(t, "NOSUPERUSER NOCREATEROLE", nil)
		s := storetest.Open(t, address)
		if guard, err := s.VaultGuard(t.Context()); err != nil || guard != store.GuardMissing {
			t.Errorf("%s, %v", guard, err)
		}
		if err := someone(t.Context(), s, boxOf(t, 'v'), "k", "欧阳保密", "13900001111"); err != nil {
			t.Errorf("without roles complaints cannot be taken: %v", err)
		}
		if _, err := s.Raw().ExecContext(t.Context(), "SELECT COUNT(*) FROM vault_identity"); err != nil {
			t.Error(err)
		}
	})
	t.Run("SQLite", func(t *testing.T) {
		if guard, err := storetest.New(t).VaultGuard(t.Context()); err != nil || guard != store.GuardKey {
			t.Errorf("%s, %v", guard, err)
		}
	})
}
