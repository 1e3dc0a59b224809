// Command note reads and writes signed notes with golang.org/x/mod/sumdb/note.
//
//	note verify VKEY < NOTE     prints the text of the note, or why it is not believed
//	note cosigned VKEY < NOTE   the same for a cosignature/v1, of which that package has no verifier: prints its time first
//	note sign NAME < TEXT       makes a key; prints its vkey, and below it the signed note
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func main() {
	log.SetFlags(0)
	input, err := io.ReadAll(os.Stdin)
	check(err)
	switch os.Args[1] {
	case "verify":
		verifier, err := note.NewVerifier(os.Args[2])
		check(err)
		read, err := note.Open(input, note.VerifierList(verifier))
		check(err)
		fmt.Print(read.Text)
	case "cosigned":
		witness := newWitness(os.Args[2])
		read, err := note.Open(input, note.VerifierList(witness))
		check(err)
		fmt.Printf("%d\n%s", witness.time, read.Text)
	case "sign":
		secret, vkey, err := note.GenerateKey(rand.Reader, os.Args[2])
		check(err)
		signer, err := note.NewSigner(secret)
		check(err)
		signed, err := note.Sign(&note.Note{Text: string(input)}, signer)
		check(err)
		fmt.Printf("%s\n%s", vkey, signed)
	}
}

// witness is a note.Verifier for cosignature/v1, written from C2SP tlog-cosignature alone.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time uint64
}

func newWitness(vkey string) *witness {
	parts := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	check(err)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	check(err)
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if key[0] != 4 || len(key) != 33 || binary.BigEndian.Uint32(sum[:]) != uint32(hash) {
		log.Fatal("not a vkey of a witness")
	}
	return &witness{parts[0], uint32(hash), key[1:], 0}
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }

func (w *witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	w.time = binary.BigEndian.Uint64(sig)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", w.time, msg)
	return ed25519.Verify(w.key, []byte(signed), sig[8:])
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
