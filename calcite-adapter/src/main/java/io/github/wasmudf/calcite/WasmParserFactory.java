package io.github.wasmudf.calcite;

import java.io.Reader;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParserImplFactory;
import org.apache.calcite.sql.parser.impl.SqlParserImpl;
import org.apache.calcite.util.SourceStringReader;

/**
 * Calcite's parser, with two things that it lacks: {@code CALL} of a function, and binary literals
 * of any length. {@code jdbc:wasm-calcite:} has it by default; an ordinary connection with {@code
 * parserFactory=io.github.wasmudf.calcite.WasmParserFactory}.
 */
public final class WasmParserFactory implements SqlParserImplFactory {
  /** For {@code parserFactory=io.github.wasmudf.calcite.WasmParserFactory#FACTORY}. */
  public static final SqlParserImplFactory FACTORY = new WasmParserFactory();

  /** Called by Calcite. */
  public WasmParserFactory() {}

  @Override
  public SqlAbstractParserImpl getParser(Reader stream) {
    return new Parser(stream instanceof SourceStringReader sql ? pieces(sql) : stream);
  }

  private static Reader pieces(SourceStringReader sql) {
    return new SourceStringReader(LongLiterals.inPieces(sql.getSourceString()));
  }

  private static final class Parser extends SqlParserImpl {
    Parser(Reader stream) {
      super(stream);
    }

    @Override
    public SqlNode parseSqlStmtEof() throws Exception {
      return StatementRewriter.rewritten(super.parseSqlStmtEof());
    }
  }
}
