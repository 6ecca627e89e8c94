"""The readme of an archive: how to check it, in Chinese and English, with this program and with others."""

README = """\
核验说明 · HOW TO CHECK THIS ARCHIVE
====================================

一、里面有什么
  duty-file.docx      档案文稿（给人看的）
  entries/            每条记录的完整内容，连同它在总记录中的存在证明
  leaves/             每条记录写入默克尔树的原始字节
  proofs/             同一证明的通用格式（C2SP tlog-proof）
  checkpoint          总记录的签名检查点，所有证明都以它为准
  log.vkey            签名公钥
  manifest.json/.note 全部文件的清单及其签名：文稿与记录由它绑在一起

二、用本系统的程序核验（不需要数据库，也不需要联网）
  qiantou verify 本文件.zip --key 公钥文件
  公钥文件请从该县政府网站或档案部门等可信处取得，不要用压缩包里的那一份。
  不带 --key 时，只能说明内容完整一致，不能说明出自何处。
  结果为“已证明”的，每一条记录的内容、时间、先后都与签名时的总记录一致；
  有任何改动，程序会指出是哪个文件、哪一条。

三、用其他工具核验
  1. log.vkey、checkpoint、manifest.note 采用 C2SP signed-note 格式（Ed25519），任何支持该格式的工具均可验签。
  2. leaves/序号.json 的字节，前面加一个 0x00 字节求 SHA-256，即叶哈希。
  3. proofs/序号.tlog-proof 是 C2SP tlog-proof 格式：index、逐级哈希（Base64）、空行、检查点；
     按 RFC 9162 第 2.1.3.2 节由叶哈希推算出的根，应等于检查点第三行。
  4. entries/序号.json 中 facts 与 facts_nonce：SHA-256(nonce‖facts) 应等于 leaf 里的 facts；words 同理，另有 SM3。

四、请注意
  这里只有与该档案有关的记录。没有记录不证明任何事情：凡没有记录之处，请向该单位了解。
  words 为空的，是依法删除，或不属于调取人可见的内容；删除的依据另有记录。
  解压后的文件夹也可以同样核验；重新压缩会改变压缩包本身，请保留原件。

------------------------------------------------------------------

1. What is in it
  duty-file.docx      the file for people to read
  entries/            every entry in full, with the proof that it stands in the record
  leaves/             the bytes of each entry that were hashed into the Merkle tree
  proofs/             the same proof in a common form (C2SP tlog-proof)
  checkpoint          the signed checkpoint of the whole record, under which everything is proven
  log.vkey            the public key
  manifest.json/.note the list of all files and its signature, which binds the document to the entries

2. With this program, without a database and without a network
  qiantou verify THIS.zip --key KEYFILE
  Take the key from somewhere you trust, not from this archive. Without --key the archive can be found intact, but not
  proven to come from anywhere. Whatever was changed is named by file and entry.

3. With other tools
  1. log.vkey, checkpoint and manifest.note are C2SP signed notes (Ed25519).
  2. The hash of a leaf is SHA-256 of a zero byte followed by the bytes of leaves/POSITION.json.
  3. proofs/POSITION.tlog-proof: index, hashes in base64, an empty line, the checkpoint. The root computed from the leaf
     hash by RFC 9162, section 2.1.3.2, must be the third line of the checkpoint.
  4. In entries/POSITION.json: SHA-256(facts_nonce ‖ facts) is `facts` of the leaf; the same for words; SM3 beside each.

4. Mind
  Only entries of this file are in it. What is not on record is not proof of anything: ask the unit.
  Words that are null were erased by law, or were not open to whoever drew the file; an erasure has an entry of its own.
  The unpacked folder verifies as well. Packing it again changes the archive: keep the original.
"""
