//! Certificates of one's own, for servers that speak TLS.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// An authority that nobody else trusts, with a certificate of `localhost` and `127.0.0.1`. Its files go with it.
#[derive(Debug)]
pub struct Authority {
    folder: tempfile::TempDir,
}

impl Authority {
    /// Draws the keys and writes the files.
    ///
    /// # Errors
    /// They cannot be made or written.
    pub fn new() -> anyhow::Result<Self> {
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.distinguished_name
            .push(DnType::CommonName, "An authority for one run");
        let root_key = KeyPair::generate()?;
        let root_certificate = root.self_signed(&root_key)?;
        let server = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
        let server_key = KeyPair::generate()?;
        let server_certificate = server.signed_by(&server_key, &Issuer::from_params(&root, &root_key))?;
        let authority = Self {
            folder: tempfile::tempdir()?,
        };
        for (path, text) in [
            (authority.root(), root_certificate.pem()),
            (authority.certificate(), server_certificate.pem()),
            (authority.key(), server_key.serialize_pem()),
        ] {
            std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        }
        Ok(authority)
    }

    /// What a client has to trust, as a PEM file.
    pub fn root(&self) -> PathBuf {
        self.folder().join("root.pem")
    }

    /// The server's certificate, as a PEM file.
    pub fn certificate(&self) -> PathBuf {
        self.folder().join("server.pem")
    }

    /// The server's key, as a PEM file.
    pub fn key(&self) -> PathBuf {
        self.folder().join("server.key")
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }
}
