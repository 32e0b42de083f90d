package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Login is a session that was begun. Its secret is the value of the session
// cookie; give it as Options.Token to act in it.
type Login struct {
	User      novacron.User
	ExpiresAt time.Time
	Secret    string
}

// sessionCookie is the name of the cookie that carries a session's secret.
const sessionCookie = "novacron_session"

// SetupState says whether first-time setup is still needed.
func (c *Client) SetupState(ctx context.Context) (novacron.SetupState, error) {
	var s novacron.SetupState
	err := c.do(ctx, request{method: http.MethodGet, path: "/setup"}, &s)
	return s, err
}

// NewSetupCode replaces the one-time setup code and returns the new one; none
// with a dry run. Over the local socket only.
func (c *Client) NewSetupCode(ctx context.Context, m novacron.Mutation) (string, error) {
	var answer struct {
		Code string `json:"code"`
	}
	err := c.do(ctx, request{method: http.MethodPost, path: "/setup-code"}.withMutation(m), &answer)
	return answer.Code, err
}

// Setup makes the first administrator with the one-time code and logs in. The
// server itself sees where the request comes from.
func (c *Client) Setup(ctx context.Context, req novacron.Setup) (Login, error) {
	body := map[string]string{"code": req.Code, "name": req.Name, "password": req.Password}
	return c.begin(ctx, "/setup", body, req.Mutation)
}

// Login starts a session.
func (c *Client) Login(ctx context.Context, req novacron.Login) (Login, error) {
	return c.begin(ctx, "/login", map[string]string{"name": req.Name, "password": req.Password}, req.Mutation)
}

func (c *Client) begin(ctx context.Context, path string, body map[string]string, m novacron.Mutation) (Login, error) {
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	req, err := c.newRequest(ctx, request{method: http.MethodPost, path: path, body: body}.withMutation(m))
	if err != nil {
		return Login{}, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return Login{}, c.transportError(err)
	}
	defer resp.Body.Close()
	data, err := readAnswer(resp)
	if err != nil {
		return Login{}, c.transportError(err)
	}
	if resp.StatusCode >= 300 {
		return Login{}, c.problem(resp, data)
	}
	var answer struct {
		User      novacron.User `json:"user"`
		ExpiresAt time.Time     `json:"expiresAt"`
	}
	if err := c.decode(data, &answer); err != nil {
		return Login{}, err
	}
	return Login{User: answer.User, ExpiresAt: answer.ExpiresAt, Secret: cookieValue(resp)}, nil
}

func cookieValue(resp *http.Response) string {
	for _, cookie := range resp.Cookies() {
		if cookie.Name == sessionCookie {
			return cookie.Value
		}
	}
	return ""
}

// Logout ends the session that the client's token belongs to.
func (c *Client) Logout(ctx context.Context, m novacron.Mutation) error {
	return c.do(ctx, request{method: http.MethodPost, path: "/logout"}.withMutation(m), nil)
}

// Me returns who the server takes the client for.
func (c *Client) Me(ctx context.Context) (novacron.Identity, error) {
	var id novacron.Identity
	err := c.do(ctx, request{method: http.MethodGet, path: "/me"}, &id)
	return id, err
}

// CreateToken makes an API token for the client's user or, over the local
// socket, for the named user. A TTL of 0 never expires.
func (c *Client) CreateToken(ctx context.Context, req novacron.CreateToken) (novacron.APIToken, error) {
	body := struct {
		User       string `json:"user,omitempty"`
		Label      string `json:"label"`
		TTLSeconds int64  `json:"ttlSeconds,omitempty"`
	}{req.User, req.Label, int64(req.TTL / time.Second)}
	var token novacron.APIToken
	err := c.do(ctx, request{method: http.MethodPost, path: "/tokens", body: body}.withMutation(req.Mutation), &token)
	return token, err
}

// ListTokens returns a page of API tokens, without their secrets.
func (c *Client) ListTokens(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.APIToken], error) {
	return getPage[novacron.APIToken](ctx, c, "/tokens", pageQuery(page))
}

// DeleteToken revokes a token.
func (c *Client) DeleteToken(ctx context.Context, id string, m novacron.Mutation) error {
	return c.do(ctx, request{method: http.MethodDelete, path: "/tokens/" + url.PathEscape(id)}.withMutation(m), nil)
}
