// Command note reads and writes signed notes with golang.org/x/mod/sumdb/note.
//
//	note verify VKEY < NOTE     prints the text of the note, or why it is not believed
//	note sign NAME < TEXT       makes a key; prints its vkey, and below it the signed note
package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"os"

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

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
