package account

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Reach opens how an account is reached outside of the app, in the moment of sending.
func (s *Service) Reach(id care.AccountID, phoneSealed, weChatSealed string) (phone, openID string, err error) {
	if phone, err = s.open("account.phone", string(id), phoneSealed); err != nil {
		return "", "", err
	}
	openID, err = s.open("account.wechat", string(id), weChatSealed)
	return phone, openID, err
}

// Identity gives who an account is: for an officer who looks at who complained, with a purpose and a reason that are written down.
// Fails with not_found for one that is erased.
func (s *Service) Identity(ctx context.Context, id care.AccountID) (family care.FamilyID, name, phone string, err error) {
	err = s.Store.Read(ctx, "read who an account is", func(tx *store.Tx) error {
		a, known, err := tx.Account(ctx, id)
		if err != nil {
			return err
		}
		if !known || a.ErasedAt != 0 {
			return care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
		}
		if family, _, _, err = tx.MemberOf(ctx, id); err != nil {
			return err
		}
		if name, err = s.open("account.name", string(id), a.NameSealed); err != nil {
			return err
		}
		phone, err = s.open("account.phone", string(id), a.PhoneSealed)
		return err
	})
	return family, name, phone, err
}
