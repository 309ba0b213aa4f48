package account

import "tuoyuquan/api/care"

// Reach opens how an account is reached outside of the app, in the moment of sending.
func (s *Service) Reach(id care.AccountID, phoneSealed, weChatSealed string) (phone, openID string, err error) {
	if phone, err = s.open("account.phone", string(id), phoneSealed); err != nil {
		return "", "", err
	}
	openID, err = s.open("account.wechat", string(id), weChatSealed)
	return phone, openID, err
}
