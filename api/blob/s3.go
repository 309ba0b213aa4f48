package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 keeps files in a bucket of an S3 server. The server must honour If-None-Match on writes, as those of today do: OpenS3
// tries it.
type S3 struct {
	client *minio.Client
	bucket string
}

// OpenS3 opens "http(s)://access:secret@host:port/bucket?region=…" and makes the bucket when it is not there. Fails when the
// server cannot be reached, refuses the key, or would overwrite a file that is there.
func OpenS3(ctx context.Context, address string) (*S3, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User == nil {
		return nil, errors.New("blob: the address of S3 is http(s)://access:secret@host/bucket") // never the address: it holds the secret
	}
	secret, _ := u.User.Password()
	bucket := strings.Trim(u.Path, "/")
	if bucket == "" || strings.Contains(bucket, "/") || secret == "" {
		return nil, errors.New("blob: the address of S3 needs a secret and one bucket: http(s)://access:secret@host/bucket")
	}
	region := u.Query().Get("region")
	if region == "" {
		region = "us-east-1"
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Secure: u.Scheme == "https", Region: region, MaxRetries: 3,
	})
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	s := &S3{client: client, bucket: bucket}
	return s, s.prepare(ctx, region)
}

// probe is the file that is written twice to see whether the server writes once; it stays.
const probe = "probe/write-once"

func (s *S3) prepare(ctx context.Context, region string) error {
	there, err := s.client.BucketExists(ctx, s.bucket)
	if err != nil {
		return s3Error(err)
	}
	if !there {
		if err := s.client.MakeBucket(ctx, s.bucket, minio.MakeBucketOptions{Region: region}); err != nil && s.missingBucket(ctx) {
			return s3Error(err)
		}
	}
	for range 2 {
		switch err := s.Put(ctx, probe, strings.NewReader("once"), 4, "text/plain"); {
		case errors.Is(err, ErrExists):
			return nil
		case err != nil:
			return err
		}
	}
	return errors.New("blob: this S3 server overwrites files that are there (it ignores If-None-Match); it cannot be used")
}

// missingBucket tells a failed creation from one that another process was faster with.
func (s *S3) missingBucket(ctx context.Context) bool {
	there, err := s.client.BucketExists(ctx, s.bucket)
	return err != nil || !there
}

// Put implements Store.
func (s *S3) Put(ctx context.Context, key string, body io.Reader, size int64, contentType string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	o := minio.PutObjectOptions{ContentType: contentType, DisableMultipart: true, SendContentMd5: true}
	o.SetMatchETagExcept("*")
	counted := &exactly{body, size}
	if _, err := s.client.PutObject(ctx, s.bucket, key, counted, size, o); err != nil {
		return s3Error(err)
	}
	// The client stops reading at size bytes; a body that goes on is another file than the caller meant.
	if _, err := counted.Read(make([]byte, 1)); errors.Is(err, ErrSize) {
		return errors.Join(ErrSize, s.Delete(ctx, key))
	}
	return nil
}

// Get implements Store.
func (s *S3) Get(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	if err := checkKey(key); err != nil {
		return nil, Info{}, err
	}
	object, err := s.client.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, Info{}, s3Error(err)
	}
	stat, err := object.Stat()
	if err != nil {
		_ = object.Close()
		return nil, Info{}, s3Error(err)
	}
	return object, s3Info(stat), nil
}

// Stat implements Store.
func (s *S3) Stat(ctx context.Context, key string) (Info, error) {
	if err := checkKey(key); err != nil {
		return Info{}, err
	}
	stat, err := s.client.StatObject(ctx, s.bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return Info{}, s3Error(err)
	}
	return s3Info(stat), nil
}

// Delete implements Store.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if err := s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}); err != nil && !errors.Is(s3Error(err), ErrNotFound) {
		return s3Error(err)
	}
	return nil
}

// List implements Store.
func (s *S3) List(ctx context.Context, prefix string, each func(Info) error) error {
	ctx, stop := context.WithCancel(ctx) // ends the listing when each fails
	defer stop()
	for object := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if object.Err != nil {
			return s3Error(object.Err)
		}
		info := s3Info(object)
		if info.Key == probe {
			continue
		}
		info.ContentType = ""
		if err := each(info); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func s3Info(o minio.ObjectInfo) Info {
	return Info{Key: o.Key, Size: o.Size, ContentType: o.ContentType, At: o.LastModified}
}

func s3Error(err error) error {
	if errors.Is(err, ErrSize) || errors.Is(err, context.Canceled) {
		return err
	}
	switch answer := minio.ToErrorResponse(err); {
	case answer.Code == minio.NoSuchKey || answer.StatusCode == http.StatusNotFound:
		return ErrNotFound
	case answer.Code == minio.PreconditionFailed || answer.StatusCode == http.StatusPreconditionFailed:
		return ErrExists
	default:
		return away(err)
	}
}
