package io.github.wasmudf.h2;

import java.sql.ResultSet;
import org.h2.result.ResultInterface;

/**
 * What a streaming table function answers. H2 takes a method for a table function when it returns a
 * {@link ResultSet}, and reads the rows one by one, instead of copying all of them first, when that
 * is a {@link ResultInterface} too; then it uses nothing else of it.
 */
public interface RowStream extends ResultSet, ResultInterface {
  @Override
  boolean next();

  @Override
  boolean isAfterLast();

  @Override
  boolean isClosed();

  @Override
  int getFetchSize();

  @Override
  void setFetchSize(int rows);

  @Override
  void close();
}
