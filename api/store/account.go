package store

import (
	"context"
	"database/sql"
	"errors"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Account is somebody who can sign in. Personal fields are sealed; see package seal.
type Account struct {
	ID           care.AccountID
	Role         care.Role // guardian, also of those who act as delegates; or the role of staff
	NameSealed   string
	PhoneSealed  string
	PhoneHash    string
	WeChatSealed string
	WeChatHash   string
	Facility     care.FacilityID
	Area         string
	Username     string
	Password     string // argon2id in its own text form
	TOTPSealed   string
	TOTPStep     int64 // the last time step a code was taken for
	Demo         bool
	CreatedAt    care.Instant
	SeenAt       care.Instant
	DisabledAt   care.Instant
	ErasedAt     care.Instant
	Version      int64 // grows with every change a manager of staff makes
}

// Gone reports whether nobody may sign in to the account any more.
func (a *Account) Gone() bool { return a.DisabledAt != 0 || a.ErasedAt != 0 }

func accountOf(r db.Account) Account {
	return Account{
		ID: care.AccountID(r.ID), Role: care.Role(r.Role), NameSealed: r.NameSealed, PhoneSealed: r.PhoneSealed, PhoneHash: r.PhoneHash,
		WeChatSealed: r.WechatSealed, WeChatHash: r.WechatHash, Facility: care.FacilityID(r.FacilityID.String), Area: r.AreaCode,
		Username: r.Username, Password: r.Password, TOTPSealed: r.TotpSealed, TOTPStep: r.TotpStep, Demo: r.Demo,
		CreatedAt: care.Instant(r.CreatedAt), SeenAt: care.Instant(r.SeenAt), DisabledAt: care.Instant(r.DisabledAt), ErasedAt: care.Instant(r.ErasedAt), Version: r.Version,
	}
}

// found turns "no row" into false.
func found[T any](row T, err error) (T, bool, error) {
	if errors.Is(err, sql.ErrNoRows) || care.Is(err, care.CodeNotFound) {
		return row, false, nil
	}
	return row, err == nil, err
}

func foundAccount(r db.Account, err error) (Account, bool, error) {
	row, ok, err := found(r, err)
	return accountOf(row), ok, err
}

// one reports whether a statement changed a row.
func one(n int64, err error) (bool, error) { return n > 0, err }

// AddAccount adds an account without password. Fails with conflict when the telephone, the WeChat user or the name is taken.
func (w *work) AddAccount(ctx context.Context, a Account) error {
	return w.InsertAccount(ctx, db.InsertAccountParams{
		ID: string(a.ID), Role: string(a.Role), NameSealed: a.NameSealed, PhoneSealed: a.PhoneSealed, PhoneHash: a.PhoneHash,
		WechatSealed: a.WeChatSealed, WechatHash: a.WeChatHash, FacilityID: sql.NullString{String: string(a.Facility), Valid: a.Facility != ""},
		AreaCode: a.Area, Username: a.Username, Demo: a.Demo, CreatedAt: int64(a.CreatedAt), SeenAt: int64(a.SeenAt),
	})
}

// Account returns an account.
func (w *work) Account(ctx context.Context, id care.AccountID) (Account, bool, error) {
	return foundAccount(w.AccountByID(ctx, string(id)))
}

// GuardianByPhone returns the parent's account of a telephone.
func (w *work) GuardianByPhone(ctx context.Context, hash string) (Account, bool, error) {
	return foundAccount(w.Queries.GuardianByPhone(ctx, hash))
}

// AccountByWeChat returns the account of a WeChat user.
func (w *work) AccountByWeChat(ctx context.Context, hash string) (Account, bool, error) {
	return foundAccount(w.Queries.AccountByWeChat(ctx, hash))
}

// AccountByUsername returns the account of a member of staff.
func (w *work) AccountByUsername(ctx context.Context, name string) (Account, bool, error) {
	return foundAccount(w.Queries.AccountByUsername(ctx, name))
}

// StaffAccounts returns all accounts of staff, by name.
func (w *work) StaffAccounts(ctx context.Context) ([]Account, error) {
	return accountsOf(w.Queries.StaffAccounts(ctx))
}

// StaffAccount is an account of staff with the area it answers for.
type StaffAccount struct {
	Account

	PlaceArea    string // of the facility or of the bureau
	FacilityName string
}

// StaffWithin returns the accounts of staff who answer for something in an area, by name; "" returns all.
func (w *work) StaffWithin(ctx context.Context, area string) ([]StaffAccount, error) {
	rows, err := w.StaffWithPlace(ctx, care.RegionPrefix(area))
	out := make([]StaffAccount, len(rows))
	for i, r := range rows {
		out[i] = StaffAccount{accountOf(r.Account), r.PlaceArea, r.FacilityName}
	}
	return out, err
}

// ChangeStaff gives an account of staff another name and another place, and reports false when somebody else has changed it.
func (w *work) ChangeStaff(ctx context.Context, a Account, was int64) (bool, error) {
	return one(w.ChangeStaffAccount(ctx, db.ChangeStaffAccountParams{
		NameSealed: a.NameSealed, AreaCode: a.Area, FacilityID: sql.NullString{String: string(a.Facility), Valid: a.Facility != ""}, ID: string(a.ID), Version: was,
	}))
}

// TouchStaff counts a change of an account of staff.
func (w *work) TouchStaff(ctx context.Context, id care.AccountID) error {
	return w.TouchStaffAccount(ctx, string(id))
}

// DemoAccounts returns the made-up accounts.
func (w *work) DemoAccounts(ctx context.Context) ([]Account, error) {
	return accountsOf(w.Queries.DemoAccounts(ctx))
}

func accountsOf(rows []db.Account, err error) ([]Account, error) {
	out := make([]Account, len(rows))
	for i, r := range rows {
		out[i] = accountOf(r)
	}
	return out, err
}

// SetAccountName keeps another name.
func (w *work) SetAccountName(ctx context.Context, id care.AccountID, sealed string) (bool, error) {
	return one(w.Queries.SetAccountName(ctx, db.SetAccountNameParams{ID: string(id), NameSealed: sealed}))
}

// SetAccountPhone keeps another telephone of a parent. Fails with conflict when it is another parent's.
func (w *work) SetAccountPhone(ctx context.Context, id care.AccountID, sealed, hash string) (bool, error) {
	return one(w.Queries.SetAccountPhone(ctx, db.SetAccountPhoneParams{ID: string(id), PhoneSealed: sealed, PhoneHash: hash}))
}

// SetAccountWeChat binds a WeChat user to an account; "" unbinds.
func (w *work) SetAccountWeChat(ctx context.Context, id care.AccountID, sealed, hash string) (bool, error) {
	return one(w.Queries.SetAccountWeChat(ctx, db.SetAccountWeChatParams{ID: string(id), WechatSealed: sealed, WechatHash: hash}))
}

// SetAccountLocale keeps the language somebody is told things in.
func (w *work) SetAccountLocale(ctx context.Context, id care.AccountID, locale string) error {
	return w.Queries.SetAccountLocale(ctx, db.SetAccountLocaleParams{ID: string(id), Locale: locale})
}

// SeenAccount keeps when somebody was last there.
func (w *work) SeenAccount(ctx context.Context, id care.AccountID, at care.Instant) error {
	return w.Queries.SeenAccount(ctx, db.SeenAccountParams{ID: string(id), SeenAt: int64(at)})
}

// TakeTOTPStep uses up the code of a time step, and reports false when that step or a later one has been used.
func (w *work) TakeTOTPStep(ctx context.Context, id care.AccountID, step int64) (bool, error) {
	return one(w.Queries.TakeTOTPStep(ctx, db.TakeTOTPStepParams{ID: string(id), Step: step}))
}

// ArmAccount puts a password and an authenticator in force.
func (w *work) ArmAccount(ctx context.Context, id care.AccountID, password, totpSealed string, step int64) (bool, error) {
	return one(w.Queries.ArmAccount(ctx, db.ArmAccountParams{ID: string(id), Password: password, TotpSealed: totpSealed, TotpStep: step}))
}

// DisarmAccount takes password and authenticator away.
func (w *work) DisarmAccount(ctx context.Context, id care.AccountID) (bool, error) {
	return one(w.Queries.DisarmAccount(ctx, string(id)))
}

// DisableAccount closes an account, or opens it again with at 0.
func (w *work) DisableAccount(ctx context.Context, id care.AccountID, at care.Instant) (bool, error) {
	return one(w.Queries.DisableAccount(ctx, db.DisableAccountParams{ID: string(id), DisabledAt: int64(at)}))
}

// EraseAccount takes everything personal from a parent's account.
func (w *work) EraseAccount(ctx context.Context, id care.AccountID, at care.Instant) (bool, error) {
	return one(w.Queries.EraseAccount(ctx, db.EraseAccountParams{ID: string(id), ErasedAt: int64(at)}))
}

// DeleteDemoPeople deletes made-up families and accounts with all they have.
func (w *work) DeleteDemoPeople(ctx context.Context) error {
	if _, err := w.DeleteDemoFamilies(ctx); err != nil {
		return err
	}
	_, err := w.DeleteDemoAccounts(ctx)
	return err
}
